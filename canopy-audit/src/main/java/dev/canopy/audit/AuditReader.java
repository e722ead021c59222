package dev.canopy.audit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads a log line by line, also while it grows: {@link #poll} gives the next entry, and may be
 * asked again later. Closed segments come before the log's own file, as one log, also while a
 * segment is closed. Not safe for use by several threads.
 *
 * <p>It parses strictly but verifies nothing: a log that is broken can still be read up to and past
 * the fault.
 */
public final class AuditReader implements AutoCloseable {
  private static final int CHUNK_BYTES = 1 << 16;

  /** So often a segment may be closed or pruned between being found and being opened. */
  private static final int TRIES = 5;

  /** A line is read up to here whatever it holds, so that a damaged log takes no more memory. */
  static final int LONGEST_LINE = 1 << 20;

  /** The log's own file. */
  private final Path log;

  private final long firstIndex;

  /** The segment that is read now. */
  private Path path;

  private FileChannel channel;
  private @Nullable Object identity;
  private final LineCheck check = new LineCheck(true);
  private final MessageDigest sha256 = Chain.sha256();
  private byte[] buffer = new byte[CHUNK_BYTES];
  private int from;
  private int end;
  private long offset;
  private long line;

  private AuditReader(
      Path log, Path path, FileChannel channel, @Nullable Object identity, long linesBefore) {
    this.log = log;
    this.path = path;
    this.channel = channel;
    this.identity = identity;
    this.line = linesBefore;
    this.firstIndex = linesBefore;
  }

  /** Begins at the first line that was not pruned; lines that were count as lines. */
  public static AuditReader open(Path log) throws AuditException {
    return openAt(log, 0);
  }

  /**
   * Begins at the first line of the segment that has the entry at this place, or would have it;
   * lines before it count as lines.
   */
  public static AuditReader openAt(Path log, long entryIndex) throws AuditException {
    try {
      for (var tries = 1; ; tries++) {
        var file = log;
        var before = -1L;
        for (var part : AuditSegments.parts(log).entrySet()) {
          if (before < 0 || part.getKey() <= entryIndex) {
            before = part.getKey();
            file = part.getValue();
          }
        }
        try {
          var channel = FileChannel.open(file, StandardOpenOption.READ);
          try {
            return new AuditReader(log, file, channel, identity(file), before);
          } catch (IOException e) {
            channel.close();
            throw e;
          }
        } catch (NoSuchFileException e) {
          if (tries == TRIES || file.equals(log)) {
            throw e;
          } // else it was closed or pruned right now
        }
      }
    } catch (IOException e) {
      throw unreadable(log, e);
    }
  }

  /** The {@code seq} of the first entry that is there: entries before it were pruned. */
  public long firstIndex() {
    return firstIndex;
  }

  /**
   * Goes on to the next segment, if this one is closed and read to its end.
   *
   * @return true if there may be more to read now
   */
  private boolean advance() throws AuditException {
    try {
      if (path.equals(log) && (identity == null || Objects.equals(identity, identity(log)))) {
        return false; // this is the last one
      }
      var files = AuditSegments.files(log);
      for (var i = 0; i < files.size() - 1; i++) {
        if (!Objects.equals(identity, identity(files.get(i)))) {
          continue;
        }
        if (channel.size() > offset + end - from) {
          return true; // its last lines came before it was closed
        }
        goTo(files.get(i + 1));
        return true;
      }
      return advanceFromPruned(files);
    } catch (NoSuchFileException e) {
      return false; // the next one is not there yet
    } catch (IOException e) {
      throw unreadable(path, e);
    }
  }

  /** The segment that was read was deleted meanwhile: goes on with what is there of the rest. */
  private boolean advanceFromPruned(List<Path> files) throws IOException {
    var mine = SegmentName.parse(String.valueOf(path.getFileName()));
    if (mine.isEmpty() || path.equals(log)) {
      return false;
    }
    for (var file : files.subList(0, files.size() - 1)) {
      var name = SegmentName.parse(String.valueOf(file.getFileName()));
      if (name.isPresent() && name.get().first() >= mine.get().end()) {
        goTo(file);
        line = name.get().first();
        return true;
      }
    }
    if (AuditSegments.minimumIndex(log) < mine.get().end()) {
      return false; // deleted by somebody else
    }
    goTo(log);
    line = AuditSegments.minimumIndex(log);
    return true;
  }

  private void goTo(Path next) throws IOException {
    var opened = FileChannel.open(next, StandardOpenOption.READ);
    channel.close();
    channel = opened;
    path = next;
    identity = identity(next);
    offset = 0;
    from = 0;
    end = 0;
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
      if (fill()) {
        feed = from + scanned;
      } else if (end > from || !advance()) {
        return Optional.empty();
      } else {
        feed = from;
      }
    }
  }

  /** True if bytes without a line feed follow the last line that was read. */
  public boolean hasUnfinishedLine() {
    return end > from;
  }

  /** True if something else, or nothing, is where the log was: then nothing more comes from it. */
  public boolean isReplaced() {
    try {
      return path.equals(log) && !Objects.equals(identity, identity(log)) && !isClosedSegment();
    } catch (IOException e) {
      return true;
    }
  }

  private boolean isClosedSegment() throws IOException {
    var files = AuditSegments.files(log);
    for (var segment : files.subList(0, files.size() - 1)) {
      if (Objects.equals(identity, identity(segment))) {
        return true;
      }
    }
    return false;
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
