package dev.canopy.json;

import java.util.Arrays;

/**
 * JSON text as UTF-8, gathered in a buffer that grows and can be used again, so that a writer of
 * many values allocates nothing for each. Not safe for use by several threads.
 *
 * <p>Every value has exactly one spelling: no white space, members in written order, only `"`, `\`
 * and control characters escaped, numbers as ECMAScript writes them.
 */
public final class JsonBytes {
  private static final byte[] HEX = {
    '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'
  };

  /** A buffer that once grew beyond this is not kept by {@link #clear()}. */
  private static final int KEPT_BYTES = 1 << 17;

  private byte[] buffer;
  private int size;
  private final boolean canonical;

  public JsonBytes() {
    this(false);
  }

  JsonBytes(boolean canonical) {
    this.canonical = canonical;
    this.buffer = new byte[256];
  }

  /** A buffer that writes objects as RFC 8785 asks: members sorted by name. */
  public static JsonBytes canonical() {
    return new JsonBytes(true);
  }

  /** Adds a JSON value. */
  public JsonBytes value(JsonValue value) {
    if (value instanceof JsonString s) {
      string(s.value());
    } else if (value instanceof JsonObject o) {
      raw('{').members(o).raw('}');
    } else if (value instanceof JsonArray a) {
      array(a);
    } else if (value instanceof JsonNumber n) {
      number(n.value());
    } else if (value instanceof JsonBoolean b) {
      ascii(b.value() ? "true" : "false");
    } else {
      ascii("null");
    }
    return this;
  }

  /** Adds an object's members, `"a":1,"b":2`, without the braces. */
  public JsonBytes members(JsonObject object) {
    return canonical ? sorted(object) : written(object);
  }

  private JsonBytes written(JsonObject object) {
    for (var i = 0; i < object.size(); i++) {
      if (i > 0) {
        raw(',');
      }
      string(object.nameAt(i)).raw(':').value(object.valueAt(i));
    }
    return this;
  }

  /** RFC 8785, section 3.2.3: by UTF-16 code units, which is how String compares. */
  private JsonBytes sorted(JsonObject object) {
    if (isSorted(object)) {
      return written(object);
    }
    var names = new String[object.size()];
    for (var i = 0; i < names.length; i++) {
      names[i] = object.nameAt(i);
    }
    Arrays.sort(names);
    for (var i = 0; i < names.length; i++) {
      if (i > 0) {
        raw(',');
      }
      var value = object.get(names[i]);
      if (value != null) {
        string(names[i]).raw(':').value(value);
      }
    }
    return this;
  }

  private static boolean isSorted(JsonObject object) {
    for (var i = 1; i < object.size(); i++) {
      if (object.nameAt(i - 1).compareTo(object.nameAt(i)) > 0) {
        return false;
      }
    }
    return true;
  }

  private void array(JsonArray array) {
    raw('[');
    var items = array.items();
    for (var i = 0; i < items.size(); i++) {
      if (i > 0) {
        raw(',');
      }
      value(items.get(i));
    }
    raw(']');
  }

  /** Adds a JSON string with its quotes. The text must hold no lone surrogate. */
  public JsonBytes string(String text) {
    var length = text.length();
    // A code unit takes at most six bytes: `\u001f`.
    reserve(length * 6L + 2);
    var to = buffer;
    var at = size;
    to[at++] = '"';
    for (var i = 0; i < length; i++) {
      var c = text.charAt(i);
      if (c >= 0x20 && c < 0x80 && c != '"' && c != '\\') {
        to[at++] = (byte) c;
      } else if (c < 0x80) {
        at = escape(to, at, c);
      } else if (c < 0x800) {
        to[at++] = (byte) (0xC0 | (c >> 6));
        to[at++] = (byte) (0x80 | (c & 0x3F));
      } else if (!Character.isSurrogate(c)) {
        to[at++] = (byte) (0xE0 | (c >> 12));
        to[at++] = (byte) (0x80 | ((c >> 6) & 0x3F));
        to[at++] = (byte) (0x80 | (c & 0x3F));
      } else {
        if (Character.isLowSurrogate(c)
            || i + 1 == length
            || !Character.isLowSurrogate(text.charAt(i + 1))) {
          throw new IllegalArgumentException("lone surrogate at index " + i);
        }
        var point = Character.toCodePoint(c, text.charAt(++i));
        to[at++] = (byte) (0xF0 | (point >> 18));
        to[at++] = (byte) (0x80 | ((point >> 12) & 0x3F));
        to[at++] = (byte) (0x80 | ((point >> 6) & 0x3F));
        to[at++] = (byte) (0x80 | (point & 0x3F));
      }
    }
    to[at++] = '"';
    size = at;
    return this;
  }

  private static int escape(byte[] to, int start, char c) {
    var at = start;
    to[at++] = '\\';
    switch (c) {
      case '"', '\\' -> to[at++] = (byte) c;
      case '\b' -> to[at++] = 'b';
      case '\f' -> to[at++] = 'f';
      case '\n' -> to[at++] = 'n';
      case '\r' -> to[at++] = 'r';
      case '\t' -> to[at++] = 't';
      default -> {
        to[at++] = 'u';
        to[at++] = '0';
        to[at++] = '0';
        to[at++] = HEX[c >> 4];
        to[at++] = HEX[c & 15];
      }
    }
    return at;
  }

  private void number(double value) {
    if (value == Math.rint(value) && Math.abs(value) <= JsonNumber.MAX_EXACT) {
      integer((long) value); // also turns -0 into 0
    } else {
      ascii(canonical ? NumberText.ecmaScript(value) : NumberText.readable(value));
    }
  }

  /** Adds an integer. */
  public JsonBytes integer(long value) {
    if (value < 0) {
      return ascii(Long.toString(value));
    }
    var digits = 1;
    for (var rest = value; rest >= 10; rest /= 10) {
      digits++;
    }
    reserve(digits);
    var rest = value;
    for (var at = size + digits - 1; at >= size; at--) {
      buffer[at] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    size += digits;
    return this;
  }

  /** Adds text that is ASCII and JSON already. */
  public JsonBytes ascii(String text) {
    reserve(text.length());
    for (var i = 0; i < text.length(); i++) {
      buffer[size + i] = (byte) text.charAt(i);
    }
    size += text.length();
    return this;
  }

  /** Adds one ASCII character of JSON. */
  public JsonBytes raw(char c) {
    reserve(1);
    buffer[size++] = (byte) c;
    return this;
  }

  private void reserve(long more) {
    var wanted = size + more;
    if (wanted > buffer.length) {
      if (wanted > Integer.MAX_VALUE - 16) {
        throw new IllegalArgumentException("more than 2 GiB of JSON");
      }
      buffer =
          Arrays.copyOf(
              buffer, (int) Math.min(Integer.MAX_VALUE - 16L, Math.max(wanted, size * 2L)));
    }
  }

  /** The number of bytes gathered. */
  public int size() {
    return size;
  }

  /** The buffer itself: the first {@link #size()} bytes count, until the next call. */
  public byte[] buffer() {
    return buffer;
  }

  /** A copy of the bytes gathered. */
  public byte[] toByteArray() {
    return Arrays.copyOf(buffer, size);
  }

  /** Forgets what was gathered; keeps the buffer unless it grew out of proportion. */
  public void clear() {
    size = 0;
    if (buffer.length > KEPT_BYTES) {
      buffer = new byte[256];
    }
  }
}
