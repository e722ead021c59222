package dev.canopy.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The lines of a stream as bytes, so that a line that is not UTF-8 spoils only itself. Not safe for
 * use by several threads.
 */
final class Lines {
  /** Longer lines are cut: beyond this no JSON is accepted anyway. */
  private static final int MAX_LINE_BYTES = 4 << 20;

  private final InputStream in;
  private final Runnable beforeBlocking;
  private final byte[] buffer = new byte[1 << 16];
  private int position;
  private int limit;

  /**
   * @param beforeBlocking called before each read from {@code in}, which may block: the place to
   *     flush what was answered so far
   */
  Lines(InputStream in, Runnable beforeBlocking) {
    this.in = in;
    this.beforeBlocking = beforeBlocking;
  }

  /** The next line without its line feed, or null at the end. A line cut short is not JSON. */
  byte @Nullable [] next() throws IOException {
    var line = new byte[0];
    while (true) {
      if (position == limit && !fill()) {
        return line.length == 0 ? null : line;
      }
      var end = position;
      while (end < limit && buffer[end] != '\n') {
        end++;
      }
      var take = Math.min(end - position, MAX_LINE_BYTES - line.length);
      if (take > 0) {
        line = Arrays.copyOf(line, line.length + take);
        System.arraycopy(buffer, position, line, line.length - take, take);
      }
      if (end < limit) {
        position = end + 1;
        return line;
      }
      position = limit;
    }
  }

  private boolean fill() throws IOException {
    beforeBlocking.run();
    position = 0;
    limit = Math.max(0, in.read(buffer, 0, buffer.length));
    return limit > 0;
  }
}
