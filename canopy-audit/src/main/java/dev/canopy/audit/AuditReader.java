package dev.canopy.audit;

import dev.canopy.json.Json;
import dev.canopy.json.JsonException;
import dev.canopy.json.JsonObject;
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
 * Reads a log line by line, also while it grows: {@link #poll} gives the next complete line, and
 * may be asked again later. Not safe for use by several threads.
 *
 * <p>It parses strictly but verifies nothing: a log that is broken can still be read up to and past
 * the fault.
 */
public final class AuditReader implements AutoCloseable {
  private static final int CHUNK_BYTES = 1 << 16;

  /** A line is read up to here whatever it holds, so that a damaged log takes no more memory. */
  private static final int LONGEST_LINE = 1 << 20;

  private final Path path;
  private final FileChannel channel;
  private final @Nullable Object identity;
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
   * The next complete line; empty if there is none yet.
   *
   * @throws AuditException if the line is not a strict JSON object, in which case the next call
   *     goes on after it; or if the file was cut or cannot be read
   */
  public Optional<AuditEntry> poll() throws AuditException {
    var feed = from;
    while (true) {
      while (feed < end && buffer[feed] != '\n') {
        feed++;
      }
      if (feed < end) {
        return Optional.of(entry(feed));
      }
      if (end - from > LONGEST_LINE) {
        line++;
        offset += end - from;
        from = end;
        throw new AuditException(
            "`" + path + "`, line " + line + ": longer than " + LONGEST_LINE + " bytes");
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

  private AuditEntry entry(int feed) throws AuditException {
    line++;
    var at = offset;
    var bytes = Arrays.copyOfRange(buffer, from, feed);
    offset += feed + 1 - from;
    from = feed + 1;
    sha256.update((byte) 0);
    var hash = Hex.encode(sha256.digest(bytes));
    try {
      if (Json.parse(bytes) instanceof JsonObject json) {
        return new AuditEntry(line, at, hash, json);
      }
    } catch (JsonException e) {
      throw new AuditException("`" + path + "`, line " + line + ": " + e.getMessage(), e);
    }
    throw new AuditException("`" + path + "`, line " + line + ": not a JSON object");
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
