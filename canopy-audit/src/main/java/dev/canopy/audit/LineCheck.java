package dev.canopy.audit;

import dev.canopy.json.Json;
import dev.canopy.json.JsonNumber;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.YearMonth;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Is one line an entry as the log writes it? By hand, on the bytes, in one pass: the answer is yes
 * only if parsing the line as strict JSON and writing it again gives the same bytes (every string
 * and number has one spelling, so equal names have equal bytes), {@code ts} is first, {@code seq}
 * is there, and {@code prev_hash} is last. Not safe for use by several threads.
 *
 * <p>The byte after the line must be the line feed: it ends every loop, so none counts.
 */
final class LineCheck {
  /** A line has its length in 16 bits in the entry bundles of C2SP tlog-tiles. */
  static final int MAX_LINE_BYTES = 65_535;

  /** As deep as {@link dev.canopy.json.JsonLimits#DEFAULT} lets a reader go. */
  static final int MAX_DEPTH = 64;

  static final int TS_BYTES = 27;
  static final int HASH_HEX_BYTES = 64;

  private static final int FAILED = -1;
  private static final byte[] TS = bytes("\"ts\":\"");
  private static final byte[] SEQ = bytes("seq");
  private static final byte[] PREV_HASH = bytes("prev_hash");

  /** Loaded on first use: it takes milliseconds, which checking a few lines does not. */
  private static final class Words {
    static final VarHandle LITTLE_ENDIAN =
        MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  }

  private static final long ONES = 0x0101010101010101L;
  private static final long HIGHS = 0x8080808080808080L;
  private static final long QUOTES = ONES * '"';
  private static final long BACKSLASHES = ONES * '\\';
  private static final long SPACES = ONES * ' ';

  // The names of the objects that are open, outermost first: where they are, and a cheap hash.
  private int[] nameFrom = new int[32];
  private int[] nameTo = new int[32];
  private int[] nameHash = new int[32];
  private int names;

  private final boolean manyLines;
  private final SeenLines seen = new SeenLines();
  private byte[] b = new byte[0];
  private int end;

  private @Nullable Fault fault;
  private int place;

  private long seq;
  private int lastNameFrom;
  private int lastNameTo;
  private int lastValueFrom;
  private final byte[] knownDate = new byte[10];

  /**
   * A check of few or of many lines.
   *
   * @param manyLines true to look at eight bytes at a time, which takes longer to set up
   */
  LineCheck(boolean manyLines) {
    this.manyLines = manyLines;
  }

  /**
   * Null if the bytes from {@code from} to {@code to} are an entry; {@link #seq}, {@link #tsFrom}
   * and {@link #prevHashFrom} then say what is in it. Else the fault, and {@link #place} the index.
   */
  @Nullable Fault check(byte[] buffer, int from, int to) {
    begin(buffer, from, to);
    if (to == from) {
      return Fault.EMPTY_LINE;
    }
    if (to - from > MAX_LINE_BYTES) {
      return Fault.TOO_LONG;
    }
    var after = object(from, 1);
    if (after == FAILED) {
      return fault;
    }
    if (after != to) {
      fail(after, Fault.TEXT_AFTER_ENTRY);
      return fault;
    }
    var wrong = frame(from);
    return wrong != null || isHash(lastValueFrom + 1) ? wrong : Fault.NO_PREV_HASH;
  }

  /**
   * Where the entry that begins at {@code from} has its line feed, before {@code limit}; or -1 if
   * there is none such, of which {@link #check} will know the reason. So the bytes are looked at
   * once, not twice. That {@code prev_hash} is hex is for the caller to see, who compares it. At
   * {@code limit} there must be a line feed, too.
   */
  int endOfEntry(byte[] buffer, int from, int limit) {
    var alike = manyLines ? seen.endOfAlike(this, buffer, from, limit) : -1;
    return alike >= 0 ? alike : endOfAnyEntry(buffer, from, limit);
  }

  /** As {@link #endOfEntry}, whatever was seen before. */
  int endOfAnyEntry(byte[] buffer, int from, int limit) {
    begin(buffer, from, limit);
    var after = object(from, 1);
    if (after < 0 || after >= limit || buffer[after] != '\n' || after - from > MAX_LINE_BYTES) {
      return -1;
    }
    end = after;
    if (frame(from) != null) {
      return -1;
    }
    if (manyLines) {
      seen.keep(buffer, from, after, nameFrom, nameTo, names, seq);
    }
    return after;
  }

  // ---- The parts of which SeenLines checks a line that is alike to one it has seen.

  /** From the opening quote of {@code ts} to after the closing one; or -1. */
  int time(int from) {
    return b[from] == '"' && isTime(from + 1) && b[from + 1 + TS_BYTES] == '"'
        ? from + TS_BYTES + 2
        : FAILED;
  }

  /** From the first byte of a member's value to after it; or -1. */
  int valueOfMember(int from) {
    return b[from] == '"' ? string(from) : value(from, 2);
  }

  /** The end of the digits that begin here. */
  int digits(int from) {
    var at = from;
    while (b[at] >= '0' && b[at] <= '9') {
      at++;
    }
    return at;
  }

  /** Where the entry has its line feed whose {@code prev_hash} has its value here; or -1. */
  int endOfEntry(int from, int valueFrom, long itsSeq) {
    var after = valueFrom + HASH_HEX_BYTES + 3;
    if (after >= end
        || b[valueFrom] != '"'
        || b[after - 2] != '"'
        || b[after - 1] != '}'
        || b[after] != '\n'
        || after - from > MAX_LINE_BYTES) {
      return -1;
    }
    lastValueFrom = valueFrom;
    seq = itsSeq;
    return after;
  }

  static boolean isSeq(byte[] buffer, int from, int to) {
    return Arrays.equals(buffer, from, to, SEQ, 0, SEQ.length);
  }

  void begin(byte[] buffer, int from, int to) {
    b = buffer;
    end = to;
    fault = null;
    place = from;
    names = 0;
    seq = -1;
  }

  private @Nullable Fault frame(int from) {
    place = from;
    if (names < 2 || !matches(from + 1, TS) || !isTime(from + 1 + TS.length)) {
      return Fault.NO_TS;
    }
    if (b[from + 1 + TS.length + TS_BYTES] != '"') {
      return Fault.NO_TS;
    }
    if (seq < 0) {
      return Fault.NO_SEQ;
    }
    place = lastNameFrom;
    if (lastNameTo - lastNameFrom != PREV_HASH.length
        || !matches(lastNameFrom, PREV_HASH)
        || end - lastValueFrom != HASH_HEX_BYTES + 3
        || b[lastValueFrom] != '"') {
      return Fault.NO_PREV_HASH;
    }
    return null;
  }

  private boolean isHash(int from) {
    for (var i = from; i < from + HASH_HEX_BYTES; i++) {
      if (!isHex(b[i])) {
        return false;
      }
    }
    return true;
  }

  /** Where in the buffer the fault is. */
  int place() {
    return place;
  }

  long seq() {
    return seq;
  }

  static int tsFrom(int lineFrom) {
    return lineFrom + 1 + TS.length;
  }

  /** The index of the first hex digit of {@code prev_hash}. */
  int prevHashFrom() {
    return lastValueFrom + 1;
  }

  private int fail(int at, Fault otherwise) {
    place = at;
    fault = otherwise;
    if (at < end) {
      var c = b[at];
      if (c == '\r') {
        fault = Fault.CARRIAGE_RETURN;
      } else if (c == ' ' || c == '\t') {
        fault = Fault.WHITE_SPACE;
      } else if (c >= 0 && c < 0x20) {
        fault = Fault.CONTROL_CHARACTER;
      } else if (c == (byte) 0xEF
          && at + 2 < end
          && b[at + 1] == (byte) 0xBB
          && b[at + 2] == (byte) 0xBF) {
        fault = Fault.BYTE_ORDER_MARK;
      }
    }
    return FAILED;
  }

  private int fault(int at, Fault why) {
    place = at;
    fault = why;
    return FAILED;
  }

  /** From the brace to after the closing brace. */
  private int object(int from, int depth) {
    if (b[from] != '{') {
      return fail(from, Fault.NOT_JSON);
    }
    var base = names;
    var at = from + 1;
    if (b[at] == '}') {
      return at + 1;
    }
    while (true) {
      at = name(at, base);
      if (at == FAILED) {
        return FAILED;
      }
      var valueFrom = at;
      at = b[at] == '"' && depth < MAX_DEPTH ? string(at) : value(at, depth + 1);
      if (at == FAILED) {
        return FAILED;
      }
      if (depth == 1) {
        lastNameFrom = nameFrom[names - 1];
        lastNameTo = nameTo[names - 1];
        lastValueFrom = valueFrom;
        if (isSeq(b, lastNameFrom, lastNameTo)) {
          seq = number(valueFrom, at);
        }
      }
      if (b[at] == ',') {
        at++;
      } else if (b[at] == '}') {
        if (depth > 1) {
          names = base;
        }
        return at + 1;
      } else {
        return fail(at, Fault.NOT_JSON);
      }
    }
  }

  /** From the opening quote to after the colon. */
  private int name(int from, int base) {
    if (b[from] != '"') {
      return fail(from, Fault.NOT_JSON);
    }
    var at = from + 1;
    var mixed = 0L;
    // Plain letters, as nearly every name; whatever else there is goes the careful way.
    var wide = b.length - 8;
    while (manyLines && at <= wide) {
      var w = (long) Words.LITTLE_ENDIAN.get(b, at);
      var special = special(w) & HIGHS;
      if (special == 0) {
        mixed = mixed * 31 + w;
        at += 8;
      } else {
        var bits = Long.numberOfTrailingZeros(special) & ~7;
        mixed = mixed * 31 + (w & ((1L << bits) - 1));
        at += bits >>> 3;
        break;
      }
    }
    if (b[at] != '"') {
      at = string(from);
      if (at == FAILED) {
        return FAILED;
      }
      at--;
      mixed = 0; // the bytes are compared anyway
    }
    var hash = (int) (mixed ^ (mixed >>> 32));
    for (var i = base; i < names; i++) {
      if (nameHash[i] == hash && Arrays.equals(b, nameFrom[i], nameTo[i], b, from + 1, at)) {
        return fault(from, Fault.DUPLICATE_NAME);
      }
    }
    if (names == nameFrom.length) {
      nameFrom = Arrays.copyOf(nameFrom, names * 2);
      nameTo = Arrays.copyOf(nameTo, names * 2);
      nameHash = Arrays.copyOf(nameHash, names * 2);
    }
    nameFrom[names] = from + 1;
    nameTo[names] = at;
    nameHash[names] = hash;
    names++;
    return b[at + 1] == ':' ? at + 2 : fail(at + 1, Fault.NOT_JSON);
  }

  private int value(int from, int depth) {
    if (depth > MAX_DEPTH) {
      return fault(from, Fault.TOO_DEEP);
    }
    var c = b[from];
    if (c == '"') {
      return string(from);
    } else if (c == '{') {
      return object(from, depth);
    } else if (c == '[') {
      return array(from, depth);
    } else if (c == 't') {
      return literal(from, "true");
    } else if (c == 'f') {
      return literal(from, "false");
    } else if (c == 'n') {
      return literal(from, "null");
    } else if (c == '-' || (c >= '0' && c <= '9')) {
      return numberToken(from);
    }
    return fail(from, Fault.NOT_JSON);
  }

  private int array(int from, int depth) {
    var at = from + 1;
    if (b[at] == ']') {
      return at + 1;
    }
    while (true) {
      at = value(at, depth + 1);
      if (at == FAILED) {
        return FAILED;
      }
      if (b[at] == ',') {
        at++;
      } else if (b[at] == ']') {
        return at + 1;
      } else {
        return fail(at, Fault.NOT_JSON);
      }
    }
  }

  private int literal(int from, String word) {
    for (var i = 0; i < word.length(); i++) {
      if (b[from + i] != word.charAt(i)) {
        return fail(from + i, Fault.NOT_JSON);
      }
    }
    return from + word.length();
  }

  /** From the opening quote to after the closing one; eight bytes at a time while all are plain. */
  private int string(int from) {
    var bytes = b;
    var at = from + 1;
    var wide = bytes.length - 8;
    while (true) {
      while (manyLines && at <= wide) {
        var w = (long) Words.LITTLE_ENDIAN.get(bytes, at);
        var special = special(w) & HIGHS;
        if (special != 0) {
          at += Long.numberOfTrailingZeros(special) >>> 3;
          break;
        }
        at += 8;
      }
      var c = b[at];
      if (c == '"') {
        return at + 1;
      } else if (c == '\\') {
        at = escape(at);
      } else if (c < 0) {
        at = character(at);
      } else if (c < 0x20) {
        return at >= end ? fault(at, Fault.NOT_JSON) : fail(at, Fault.CONTROL_CHARACTER);
      } else {
        at++;
      }
      if (at == FAILED) {
        return FAILED;
      }
    }
  }

  /** The high bit of each byte that is not a plain letter, exact for the lowest of them. */
  private static long special(long w) {
    return equal(w, QUOTES) | equal(w, BACKSLASHES) | ((w - SPACES) & ~w) | w;
  }

  private static long equal(long word, long pattern) {
    var x = word ^ pattern;
    return (x - ONES) & ~x;
  }

  /** RFC 8785, section 3.2.2.2: the short escape where there is one, else {@code \\u00xx}. */
  private int escape(int at) {
    switch (b[at + 1]) {
      case '"', '\\', 'b', 'f', 'n', 'r', 't' -> {
        return at + 2;
      }
      case 'u' -> {
        if (at + 6 > end || b[at + 2] != '0' || b[at + 3] != '0') {
          return fault(at, Fault.SPELLING);
        }
        var high = b[at + 4];
        var low = b[at + 5];
        var short0 = low == '8' || low == '9' || low == 'a' || low == 'c' || low == 'd';
        var controls = high == '1' || (high == '0' && !short0);
        return controls && isHex(low) ? at + 6 : fault(at, Fault.SPELLING);
      }
      default -> {
        return fault(at, b[at + 1] == '/' ? Fault.SPELLING : Fault.NOT_JSON);
      }
    }
  }

  /** One character of two to four bytes: RFC 3629, section 4. The line feed stops a short one. */
  private int character(int at) {
    var first = b[at] & 0xFF;
    var second = b[at + 1] & 0xFF;
    int length;
    int low = 0x80;
    int high = 0xBF;
    if (first >= 0xC2 && first <= 0xDF) {
      length = 2;
    } else if (first >= 0xE0 && first <= 0xEF) {
      length = 3;
      low = first == 0xE0 ? 0xA0 : low;
      high = first == 0xED ? 0x9F : high;
    } else if (first >= 0xF0 && first <= 0xF4) {
      length = 4;
      low = first == 0xF0 ? 0x90 : low;
      high = first == 0xF4 ? 0x8F : high;
    } else {
      return fault(at, Fault.NOT_UTF8);
    }
    if (second < low || second > high) {
      return fault(at, Fault.NOT_UTF8);
    }
    for (var i = 2; i < length; i++) {
      if ((b[at + i] & 0xC0) != 0x80) {
        return fault(at, Fault.NOT_UTF8);
      }
    }
    return at + length;
  }

  private int numberToken(int from) {
    var at = from;
    while (isNumberByte(b[at])) {
      at++;
    }
    if (number(from, at) >= 0) {
      return at;
    }
    if (b[from] == '-' && number(from + 1, at) > 0) {
      return at;
    }
    if (at - from > 32) { // the longest spelling of a double has 25
      return fault(from, Fault.SPELLING);
    }
    var text = new String(b, from, at - from, StandardCharsets.US_ASCII);
    try {
      var value = Double.parseDouble(text);
      if (!Double.isInfinite(value) && Json.write(new JsonNumber(value)).equals(text)) {
        return at;
      }
    } catch (NumberFormatException e) {
      return fault(from, Fault.NOT_JSON);
    }
    return fault(from, Fault.SPELLING);
  }

  private static boolean isNumberByte(byte c) {
    return (c >= '0' && c <= '9') || c == '-' || c == '+' || c == '.' || c == 'e' || c == 'E';
  }

  /** The non-negative integer of at most 2^53 that is spelt there, or -1. */
  long number(int from, int to) {
    if (to - from > 16 || to == from || (b[from] == '0' && to - from > 1)) {
      return -1;
    }
    var n = 0L;
    for (var i = from; i < to; i++) {
      var digit = b[i] - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      n = n * 10 + digit;
    }
    return n <= JsonNumber.MAX_EXACT ? n : -1;
  }

  /** {@code 2026-11-22T10:22:01.123456Z}, and a day that there is. */
  private boolean isTime(int at) {
    if (end - at < TS_BYTES
        || b[at + 10] != 'T'
        || b[at + 13] != ':'
        || b[at + 16] != ':'
        || b[at + 19] != '.'
        || b[at + 26] != 'Z') {
      return false;
    }
    if (!Arrays.equals(b, at, at + 10, knownDate, 0, 10)) {
      if (!isDate(at)) {
        return false;
      }
      System.arraycopy(b, at, knownDate, 0, 10);
    }
    var hour = two(at + 11);
    var minute = two(at + 14);
    var second = two(at + 17);
    return hour >= 0
        && hour < 24
        && minute >= 0
        && minute < 60
        && second >= 0
        && second < 60
        && two(at + 20) >= 0
        && two(at + 22) >= 0
        && two(at + 24) >= 0;
  }

  private boolean isDate(int at) {
    var century = two(at);
    var year = two(at + 2);
    var month = two(at + 5);
    var day = two(at + 8);
    if (century < 0
        || year < 0
        || b[at + 4] != '-'
        || b[at + 7] != '-'
        || month < 1
        || month > 12) {
      return false;
    }
    var days = YearMonth.of(century * 100 + year, month).lengthOfMonth();
    return day >= 1 && day <= days;
  }

  private int two(int at) {
    var tens = b[at] - '0';
    var ones = b[at + 1] - '0';
    return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : -1;
  }

  private boolean matches(int at, byte[] wanted) {
    return end - at >= wanted.length
        && Arrays.equals(b, at, at + wanted.length, wanted, 0, wanted.length);
  }

  private static boolean isHex(byte c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
