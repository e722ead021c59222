package dev.canopy.audit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads a log line by line, also while it grows: {@link #poll} gives the next entry, and may be
 * asked again later. Not safe for use by several threads.
 *
 * <p>It parses strictly but verifies nothing: a log that is broken can still be read up to and past
 * the fault.
 */
public final class AuditReader implements AutoCloseable {
  private static final int CHUNK_BYTES = 1 << 16;

  /** A line is read up to here whatever it holds, so that a damaged log takes no more memory. */
  static final int LONGEST_LINE = 1 << 20;

  private final Path path;
  private final FileChannel channel;
  private final @Nullable Object identity;
  private final LineCheck check = new LineCheck(true);
  private final MessageDigest sha256 = Chain.sha256();
  private byte[] buffer = new byte[CHUNK_BYTES];
  private int from;
  private int end;
  private long offset;
  private long line;

  private AuditReader(Path path, FileChannel channel, @Nullable Object identity) {
    this.path = path;
    this.channel = channel;
    this.identity = identity;
  }

  /** Begins at the first line. */
  public static AuditReader open(Path log) throws AuditException {
    try {
      var channel = FileChannel.open(log, StandardOpenOption.READ);
      try {
        return new AuditReader(log, channel, identity(log));
      } catch (IOException e) {
        channel.close();
        throw e;
      }
    } catch (IOException e) {
      throw unreadable(log, e);
    }
  }

  private static @Nullable Object identity(Path log) throws IOException {
    return Files.readAttributes(log, BasicFileAttributes.class).fileKey();
  }

  private static AuditException unreadable(Path log, IOException e) {
    return new AuditException("cannot read `" + log + "`: " + e, e);
  }

  /**
   * The next entry; empty if there is no complete line yet.
   *
   * @throws AuditException if the line is not a strict JSON object, in which case the next call
   *     goes on after it; or if the file was cut or cannot be read
   */
  public Optional<AuditEntry> poll() throws AuditException {
    var next = pollLine();
    return next.isEmpty() ? Optional.empty() : Optional.of(next.get().entry());
  }

  /**
   * The next complete line, whatever it holds; empty if there is none yet. Of a line of more than a
   * MiB the parts come one by one, and none is an entry.
   *
   * @throws AuditException if the file was cut or cannot be read; then nothing more comes
   */
  public Optional<AuditLine> pollLine() throws AuditException {
    var feed = from;
    while (true) {
      while (feed < end && buffer[feed] != '\n') {
        feed++;
      }
      if (feed < end) {
        return Optional.of(take(feed, feed + 1));
      }
      if (end - from > LONGEST_LINE) {
        return Optional.of(take(end, end));
      }
      var scanned = feed - from;
      if (!fill()) {
        return Optional.empty();
      }
      feed = from + scanned;
    }
  }

  /** True if bytes without a line feed follow the last line that was read. */
  public boolean hasUnfinishedLine() {
    return end > from;
  }

  /** True if another file, or none, is at the path now: then nothing more comes from this one. */
  public boolean isReplaced() {
    try {
      return !Objects.equals(identity, identity(path));
    } catch (IOException e) {
      return true;
    }
  }

  /** The line up to {@code feed}, with a line feed; the next one begins at {@code next}. */
  private AuditLine take(int feed, int next) {
    line++;
    var bytes = Arrays.copyOfRange(buffer, from, feed + 1);
    bytes[feed - from] = '\n';
    var taken = new AuditLine(path, check, sha256, bytes, line, offset);
    offset += next - from;
    from = next;
    return taken;
  }

  private boolean fill() throws AuditException {
    if (from > 0) {
      System.arraycopy(buffer, from, buffer, 0, end - from);
      end -= from;
      from = 0;
    }
    if (end == buffer.length) {
      buffer = Arrays.copyOf(buffer, buffer.length * 2);
    }
    try {
      var next = offset + end;
      if (channel.size() < next) {
        throw new AuditException("`" + path + "` was cut while it was read");
      }
      var read = channel.read(ByteBuffer.wrap(buffer, end, buffer.length - end), next);
      if (read <= 0) {
        return false;
      }
      end += read;
      return true;
    } catch (IOException e) {
      throw unreadable(path, e);
    }
  }

  @Override
  public void close() throws AuditException {
    try {
      channel.close();
    } catch (IOException e) {
      throw unreadable(path, e);
    }
  }
}
