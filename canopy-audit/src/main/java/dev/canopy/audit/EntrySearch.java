package dev.canopy.audit;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.Optional;

/** Finds an entry of a log by its index, by halving the segment that has it. */
public final class EntrySearch {
  /** Below this it is quicker to read than to halve. */
  private static final long NEAR_BYTES = 1 << 16;

  private EntrySearch() {}

  /**
   * The line of the entry with this index; empty if there is none, or none any more. In a log whose
   * indices are out of order it may not be found, though it is there: {@code verify} says of such a
   * log that it is broken.
   *
   * @param index from 0
   * @throws AuditException if the log cannot be read
   */
  public static Optional<AuditLine> find(Path log, long index) throws AuditException {
    try {
      long segment = -1;
      Path file = log;
      for (var part : AuditSegments.parts(log).entrySet()) {
        if (part.getKey() <= index) {
          segment = part.getKey();
          file = part.getValue();
        }
      }
      return segment < 0 ? Optional.empty() : find(log, segment, endOfLines(file), index);
    } catch (IOException e) {
      throw new AuditException("cannot read `" + log + "`: " + e, e);
    }
  }

  /** The end of the last whole line: what follows is no entry yet. */
  private static long endOfLines(Path file) throws IOException {
    try (var in = new RandomAccessFile(file.toFile(), "r")) {
      var end = in.length();
      while (end > 0) {
        var start = Math.max(0, end - NEAR_BYTES);
        var bytes = new byte[(int) (end - start)];
        in.seek(start);
        in.readFully(bytes);
        for (var i = bytes.length - 1; i >= 0; i--) {
          if (bytes[i] == '\n') {
            return start + i + 1;
          }
        }
        end = start;
      }
      return 0;
    }
  }

  private static Optional<AuditLine> find(Path log, long segment, long size, long index)
      throws AuditException {
    var low = 0L; // the entry does not begin before this
    var high = size; // nor at or after this, which is the end of a line
    while (high - low > NEAR_BYTES) {
      var line = entryBefore(log, segment, low + (high - low) / 2);
      if (line.isPresent() && line.get().seq() == index) {
        return line;
      } else if (line.isPresent() && line.get().seq() > index) {
        high = line.get().offset();
      } else if (line.isPresent() && line.get().offset() > low) {
        low = line.get().offset();
      } else {
        break; // lines as long as what is left, or none that is an entry
      }
    }
    try (var reader = AuditBackReader.before(log, new AuditBackReader.Place(segment, high))) {
      for (var line = reader.pollLine(); line.isPresent(); line = reader.pollLine()) {
        if (line.get().seq() == index) {
          return line;
        }
        if (line.get().offset() < low) {
          break;
        }
      }
      return Optional.empty();
    }
  }

  /** An entry that ends before this byte; there may be others between them. */
  private static Optional<AuditLine> entryBefore(Path log, long segment, long offset)
      throws AuditException {
    try (var reader = AuditBackReader.before(log, new AuditBackReader.Place(segment, offset))) {
      reader.pollLine(); // the line that the byte is in, cut there
      var line = reader.pollLine();
      while (line.isPresent() && line.get().seq() < 0) {
        line = reader.pollLine();
      }
      return line;
    }
  }
}
