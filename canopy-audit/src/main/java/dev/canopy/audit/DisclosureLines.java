package dev.canopy.audit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The complete lines of a file from a place on. Not safe for use by several threads. */
final class DisclosureLines {
  /** No writer makes a longer one; what is longer is passed over in pieces. */
  static final int LONGEST_LINE = EventText.MAX_BESIDE_BYTES + 1024;

  private static final int CHUNK_BYTES = 1 << 16;

  private final LogFile file;
  private byte[] buffer = new byte[CHUNK_BYTES];
  private int from;
  private int end;
  private long offset;

  DisclosureLines(LogFile file, long offset) {
    this.file = file;
    this.offset = offset;
  }

  /** Where the line begins that {@link #next} gives. */
  long offset() {
    return offset;
  }

  /** The next line without its line feed; null if there is none that is complete. */
  byte @Nullable [] next() throws IOException {
    var feed = from;
    while (true) {
      while (feed < end && buffer[feed] != '\n') {
        feed++;
      }
      if (feed < end || end - from > LONGEST_LINE) {
        var line = Arrays.copyOfRange(buffer, from, feed);
        var length = Math.min(end, feed + 1) - from;
        offset += length;
        from += length;
        return line;
      }
      var scanned = feed - from;
      if (!fill()) {
        return null;
      }
      feed = from + scanned;
    }
  }

  private boolean fill() throws IOException {
    if (from > 0) {
      System.arraycopy(buffer, from, buffer, 0, end - from);
      end -= from;
      from = 0;
    }
    if (end == buffer.length) {
      buffer = Arrays.copyOf(buffer, buffer.length * 2);
    }
    var read = file.read(ByteBuffer.wrap(buffer, end, buffer.length - end), offset + end);
    if (read <= 0) {
      return false;
    }
    end += read;
    return true;
  }
}
