package dev.canopy.audit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Moves a {@link Chain} on over the lines of a part of a file, as far as they follow. */
final class TailScan {
  private static final int CHUNK_BYTES = 1 << 18;
  private static final byte[] ENTRY_START = "{\"ts\":\"".getBytes(StandardCharsets.US_ASCII);

  /** Told of each line that follows, after the chain has moved on by it. */
  @FunctionalInterface
  interface LineSink {
    /** The line without its line feed is from {@code from} to {@code to}, during the call. */
    void line(byte[] buffer, int from, int to) throws IOException;
  }

  private final LogFile file;
  private final Chain chain;
  private final LineSink sink;
  private @Nullable Fault fault;

  TailScan(LogFile file, Chain chain, LineSink sink) {
    this.file = file;
    this.chain = chain;
    this.sink = sink;
  }

  /** The place after the last line that follows, from {@code start}, a line's first byte, on. */
  long scan(long start, long size) throws IOException {
    // One byte of scratch space before, one line that is left over, one chunk.
    var buffer = new byte[1 + LineCheck.MAX_LINE_BYTES + 1 + CHUNK_BYTES];
    var validEnd = start;
    var from = 1;
    var filled = 1;
    var next = start;
    while (next < size) {
      var chunk = ByteBuffer.wrap(buffer, filled, (int) Math.min(CHUNK_BYTES, size - next));
      var read = file.read(chunk, next);
      if (read <= 0) {
        break;
      }
      next += read;
      var end = filled + read;
      for (var i = filled; i < end; i++) {
        if (buffer[i] == '\n') {
          fault = chain.accept(buffer, from, i);
          if (fault != null) {
            return validEnd;
          }
          sink.line(buffer, from, i);
          validEnd += i + 1 - from;
          from = i + 1;
        }
      }
      var left = end - from;
      if (left > LineCheck.MAX_LINE_BYTES) {
        fault = Fault.TOO_LONG;
        return validEnd;
      }
      System.arraycopy(buffer, from, buffer, 1, left);
      from = 1;
      filled = 1 + left;
    }
    return validEnd;
  }

  /** Why the line after the valid ones does not follow; null if it has no end yet. */
  @Nullable Fault fault() {
    return fault;
  }

  /**
   * True if a crash explains why these bytes are at the end of a log: the beginning of an entry
   * that has no end, or a hole of zeros where a page of the last batch never reached the disk. A
   * complete line that is wrong, or bytes that no entry begins with, have another cause.
   */
  static boolean isTorn(byte[] rest) {
    for (var i = 0; i < Math.min(rest.length, ENTRY_START.length) && rest[i] != 0; i++) {
      if (rest[i] != ENTRY_START[i]) {
        return false;
      }
    }
    for (var b : rest) {
      if (b == '\n') {
        return false;
      } else if (b == 0) {
        return true;
      }
    }
    return true;
  }

  static byte[] read(LogFile file, long from, int length) throws IOException {
    var bytes = ByteBuffer.allocate(length);
    while (bytes.hasRemaining()) {
      if (file.read(bytes, from + bytes.position()) <= 0) {
        throw new IOException("the log ends before byte " + (from + length));
      }
    }
    return bytes.array();
  }
}
