package dev.canopy.audit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Finds lines in a file of disclosures by halving it: they stand in the order of the entries that
 * they belong to. Lines that do not begin as they should are passed over.
 */
final class DisclosureSearch {
  private static final byte[] SEQ = "{\"seq\":".getBytes(StandardCharsets.US_ASCII);

  /** From here on reading on is as fast as jumping. */
  private static final long CLOSE = 1 << 16;

  private static final int LONGEST_NUMBER = 16;

  private DisclosureSearch() {}

  /** The {@code seq} that a line begins with; -1 if it begins otherwise. */
  static long seqOf(byte[] line) {
    if (line.length <= SEQ.length || !Arrays.equals(line, 0, SEQ.length, SEQ, 0, SEQ.length)) {
      return -1;
    }
    var seq = 0L;
    for (var i = SEQ.length; i < Math.min(line.length, SEQ.length + LONGEST_NUMBER); i++) {
      var c = line[i];
      if (c == ',' && i > SEQ.length) {
        return seq;
      }
      if (c < '0' || c > '9') {
        return -1;
      }
      seq = seq * 10 + c - '0';
    }
    return -1;
  }

  /** Where a line begins such that all lines of {@code seq} and later ones come after it. */
  static long before(LogFile file, long size, long seq) throws IOException {
    var low = 0L;
    var high = size;
    while (high - low > CLOSE) {
      var middle = low + (high - low) / 2;
      var lines = new DisclosureLines(file, middle);
      lines.next(); // the rest of a line
      var start = lines.offset();
      var found = -1L;
      for (var line = lines.next(); line != null && start < high; line = lines.next()) {
        found = seqOf(line);
        if (found >= 0) {
          break;
        }
        start = lines.offset();
      }
      if (found >= 0 && found < seq && start < high) {
        low = start;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /**
   * Where the first line of {@code seq} or a later one begins; if there is none, where the last
   * complete line ends.
   */
  static long firstFrom(LogFile file, long size, long seq) throws IOException {
    var lines = new DisclosureLines(file, before(file, size, seq));
    var start = lines.offset();
    for (var line = lines.next(); line != null && seqOf(line) < seq; line = lines.next()) {
      start = lines.offset();
    }
    return start;
  }
}
