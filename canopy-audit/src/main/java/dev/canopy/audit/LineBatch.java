package dev.canopy.audit;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Arrays;

/** The lines of one batch, as they are chained on. Not safe for use by several threads. */
final class LineBatch {
  private static final byte[] LINE_START = ascii("{\"ts\":\"");
  private static final byte[] SEQ = ascii(",\"seq\":");
  private static final byte[] PREV_HASH = ascii(",\"prev_hash\":\"");

  private final InstantSource clock;
  private final Timestamps timestamps = new Timestamps();
  private final Leaves leaves = new Leaves();
  private byte[] bytes = new byte[8 << 10];
  private int size;

  LineBatch(InstantSource clock) {
    this.clock = clock;
  }

  void clear() {
    size = 0;
    leaves.clear();
  }

  int size() {
    return size;
  }

  /** The lines, to be written at once. */
  ByteBuffer lines() {
    return ByteBuffer.wrap(bytes, 0, size);
  }

  /** The hashes of the lines. */
  Leaves leaves() {
    return leaves;
  }

  /** Adds the queue's event at {@code index} as the next line of the chain. */
  Receipt add(Chain chain, Queue queue, int index) {
    var text = queue.text();
    var from = queue.from(index);
    var fieldsEnd = queue.fieldsEnd(index);
    var end = queue.end(index);
    var needed = size + end - from + EventText.FRAME_BYTES + 1;
    if (needed > bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.max(needed, bytes.length * 2));
    }
    var b = bytes;
    var start = size;
    var seq = chain.nextSeq();
    // Time in the log never runs backwards, whatever the clock does.
    var micros = Math.max(Timestamps.epochMicros(clock.instant()), chain.lastEpochMicros());

    System.arraycopy(LINE_START, 0, b, start, LINE_START.length);
    var at = start + LINE_START.length;
    timestamps.write(micros, b, at);
    at += LineCheck.TS_BYTES;
    b[at++] = '"';
    if (fieldsEnd > from) {
      b[at++] = ',';
      System.arraycopy(text, from, b, at, fieldsEnd - from);
      at += fieldsEnd - from;
    }
    System.arraycopy(SEQ, 0, b, at, SEQ.length);
    at = decimal(seq, b, at + SEQ.length);
    if (end > fieldsEnd) {
      b[at++] = ',';
      System.arraycopy(text, fieldsEnd, b, at, end - fieldsEnd);
      at += end - fieldsEnd;
    }
    System.arraycopy(PREV_HASH, 0, b, at, PREV_HASH.length);
    at += PREV_HASH.length;
    System.arraycopy(chain.headHex(), 0, b, at, LineCheck.HASH_HEX_BYTES);
    at += LineCheck.HASH_HEX_BYTES;
    b[at++] = '"';
    b[at++] = '}';
    chain.take(b, start, at, micros);
    leaves.add(chain.hash());
    b[at++] = '\n';
    size = at;
    return new Receipt(chain.head(), seq, chain.lastTs());
  }

  private static int decimal(long number, byte[] to, int from) {
    var digits = 1;
    for (var rest = number; rest >= 10; rest /= 10) {
      digits++;
    }
    var rest = number;
    for (var at = from + digits - 1; at >= from; at--) {
      to[at] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    return from + digits;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
