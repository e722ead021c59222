package dev.canopy.audit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Reads a log line by line from its end towards its beginning, over all segments that are still
 * there, so that the latest entries of a large log cost no more than those of a small one. What
 * follows the last line feed is left out, and so is what is written after it was opened. Not safe
 * for use by several threads.
 *
 * <p>Like {@link AuditReader} it verifies nothing. A line's number is not known from behind: {@link
 * AuditLine#line} is 0.
 */
public final class AuditBackReader implements AutoCloseable {
  /** A line of the log and some more; lines that are longer are read with more. */
  private static final int CHUNK_BYTES = 1 << 16;

  /**
   * Between two lines.
   *
   * @param segment the index of the first entry of the segment; the same also when the segment has
   *     been closed meanwhile
   * @param offset the first byte that is not before the place, in the segment
   */
  public record Place(long segment, long offset) {
    public Place {
      if (segment < 0 || offset < 0) {
        throw new IllegalArgumentException("a place is not negative");
      }
    }
  }

  /** A file of the log, and the index of its first entry. */
  private record Part(Path file, long first) {}

  private final List<Part> parts;
  private final LineCheck check = new LineCheck(true);
  private final MessageDigest sha256 = Chain.sha256();

  /** Which of the parts is read now. */
  private int part;

  private FileChannel channel;

  /** The file's bytes from {@link #start}, of which those before {@link #end} are not taken yet. */
  private byte[] buffer = {};

  private long start;
  private int end;

  private boolean unfinished;

  private AuditBackReader(List<Part> parts, int part, FileChannel channel, long offset) {
    this.parts = parts;
    this.part = part;
    this.channel = channel;
    this.start = offset;
  }

  /** Begins at the end of the log. */
  public static AuditBackReader atEnd(Path log) throws AuditException {
    return open(log, Optional.empty());
  }

  /**
   * Begins at a place that another reader of the same log was at.
   *
   * @throws NoSuchPlaceException if the place is not there any more, since its segment was pruned,
   *     or never was
   * @throws AuditException if the log cannot be read
   */
  public static AuditBackReader before(Path log, Place place) throws AuditException {
    return open(log, Optional.of(place));
  }

  private static AuditBackReader open(Path log, Optional<Place> from) throws AuditException {
    try {
      while (true) {
        var parts = parts(log);
        var last = from.isEmpty() ? parts.size() - 1 : indexOf(parts, from.get(), log);
        var channel = FileChannel.open(parts.get(last).file(), StandardOpenOption.READ);
        try {
          if (parts.equals(parts(log))) {
            return at(parts, last, channel, from, log);
          }
          channel.close(); // a segment was closed meanwhile, so this may be another file
        } catch (IOException | AuditException e) {
          channel.close();
          throw e;
        }
      }
    } catch (IOException e) {
      throw new AuditException("cannot read `" + log + "`: " + e, e);
    }
  }

  private static int indexOf(List<Part> parts, Place place, Path log) throws AuditException {
    for (var i = parts.size() - 1; i >= 0; i--) {
      if (parts.get(i).first() == place.segment()) {
        return i;
      }
    }
    throw new NoSuchPlaceException("`" + log + "` has no segment at this place (any more)");
  }

  private static AuditBackReader at(
      List<Part> parts, int part, FileChannel channel, Optional<Place> from, Path log)
      throws IOException, AuditException {
    var size = channel.size();
    var offset = from.isPresent() ? from.get().offset() : size;
    if (offset > size) {
      throw new NoSuchPlaceException("`" + log + "` is shorter than this place");
    }
    var reader = new AuditBackReader(parts, part, channel, offset);
    if (from.isEmpty()) {
      reader.leaveOutUnfinished();
    }
    return reader;
  }

  private static List<Part> parts(Path log) throws IOException {
    return AuditSegments.parts(log).entrySet().stream()
        .map(part -> new Part(part.getValue(), part.getKey()))
        .toList();
  }

  /** The last line may be under way, or torn: then it has no line feed. */
  private void leaveOutUnfinished() throws IOException {
    while (true) {
      for (var i = end - 1; i >= 0; i--) {
        if (buffer[i] == '\n') {
          unfinished = i + 1 < end;
          end = i + 1;
          return;
        }
      }
      if (!fill()) {
        unfinished = end > 0;
        end = 0;
        return;
      }
    }
  }

  /** True if bytes without a line feed followed the last line when it began at the end. */
  public boolean hasUnfinishedLine() {
    return unfinished;
  }

  /** Where it is: the lines that it has given are behind this place, the next ones before it. */
  public Place place() {
    return new Place(parts.get(part).first(), start + end);
  }

  /**
   * The line before the last one that was given; empty at the beginning of what there is. Of a line
   * of more than a MiB the parts come one by one, and none is an entry.
   *
   * @throws AuditException if the file was cut or cannot be read
   */
  public Optional<AuditLine> pollLine() throws AuditException {
    try {
      while (start + end == 0) {
        if (part == 0) {
          return Optional.empty();
        }
        FileChannel before;
        try {
          before = FileChannel.open(parts.get(part - 1).file(), StandardOpenOption.READ);
        } catch (NoSuchFileException e) {
          return Optional.empty(); // pruned meanwhile
        }
        part--;
        channel.close();
        channel = before;
        start = channel.size();
        end = 0;
      }
      var scanned = 1; // the line feed at its own end
      while (true) {
        for (var i = end - 1 - scanned; i >= 0; i--) {
          if (buffer[i] == '\n') {
            return Optional.of(take(i + 1));
          }
        }
        scanned = Math.max(scanned, end);
        if (end > AuditReader.LONGEST_LINE || !fill()) {
          return Optional.of(take(0));
        }
      }
    } catch (IOException e) {
      throw new AuditException("cannot read `" + parts.get(part).file() + "`: " + e, e);
    }
  }

  /** The line from {@code from} to the end of what is not taken yet. */
  private AuditLine take(int from) {
    var bytes = Arrays.copyOfRange(buffer, from, end);
    if (bytes.length == 0 || bytes[bytes.length - 1] != '\n') {
      bytes = Arrays.copyOf(bytes, bytes.length + 1); // a part of a line that is too long
      bytes[bytes.length - 1] = '\n';
    }
    end = from;
    return new AuditLine(parts.get(part).file(), check, sha256, bytes, 0, start + from);
  }

  /** Reads the bytes before those that are there; false if there are none. */
  private boolean fill() throws IOException {
    if (start == 0) {
      return false;
    }
    // What is there grows with each round, so a long line is not copied once for each chunk.
    var more = (int) Math.min(start, Math.max(CHUNK_BYTES, end));
    var larger = new byte[more + end];
    var into = ByteBuffer.wrap(larger, 0, more);
    while (into.hasRemaining()) {
      if (channel.read(into, start - more + into.position()) < 0) {
        throw new IOException("it was cut while it was read");
      }
    }
    System.arraycopy(buffer, 0, larger, more, end);
    buffer = larger;
    start -= more;
    end += more;
    return true;
  }

  @Override
  public void close() throws AuditException {
    try {
      channel.close();
    } catch (IOException e) {
      throw new AuditException("cannot close `" + parts.get(part).file() + "`: " + e, e);
    }
  }
}
