package dev.canopy.json;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Comparator;

/**
 * {@link JsonValue} to text: compact in written order, or canonical as RFC 8785 has it (members
 * sorted by UTF-16 code units, section 3.2.3; numbers as ECMAScript writes them, section 3.2.2.3).
 */
final class JsonWriting {
  private static final char[] HEX = "0123456789abcdef".toCharArray();

  private final StringBuilder out = new StringBuilder(128);
  private final boolean sorted;

  private JsonWriting(boolean sorted) {
    this.sorted = sorted;
  }

  static String compact(JsonValue value) {
    return new JsonWriting(false).text(value);
  }

  static String canonical(JsonValue value) {
    return new JsonWriting(true).text(value);
  }

  private String text(JsonValue value) {
    write(value);
    return out.toString();
  }

  private void write(JsonValue value) {
    if (value instanceof JsonString s) {
      quote(s.value());
    } else if (value instanceof JsonObject o) {
      object(o);
    } else if (value instanceof JsonArray a) {
      array(a);
    } else if (value instanceof JsonNumber n) {
      out.append(number(n.value()));
    } else if (value instanceof JsonBoolean b) {
      out.append(b.value());
    } else {
      out.append("null");
    }
  }

  private void object(JsonObject object) {
    out.append('{');
    if (sorted) {
      var order = new ArrayList<Integer>(object.size());
      for (var i = 0; i < object.size(); i++) {
        order.add(i);
      }
      // String.compareTo compares UTF-16 code units, which is the order that RFC 8785 asks for.
      order.sort(Comparator.comparing(object::nameAt));
      for (var i : order) {
        member(object, i);
      }
    } else {
      for (var i = 0; i < object.size(); i++) {
        member(object, i);
      }
    }
    out.append('}');
  }

  private void member(JsonObject object, int index) {
    if (out.charAt(out.length() - 1) != '{') {
      out.append(',');
    }
    quote(object.nameAt(index));
    out.append(':');
    write(object.valueAt(index));
  }

  private void array(JsonArray array) {
    out.append('[');
    var first = true;
    for (var item : array.items()) {
      if (!first) {
        out.append(',');
      }
      first = false;
      write(item);
    }
    out.append(']');
  }

  private void quote(String text) {
    out.append('"');
    for (var i = 0; i < text.length(); i++) {
      var c = text.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\b' -> out.append("\\b");
        case '\f' -> out.append("\\f");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> {
          if (c < 0x20) {
            out.append("\\u00").append(HEX[c >> 4]).append(HEX[c & 15]);
          } else {
            out.append(c);
          }
        }
      }
    }
    out.append('"');
  }

  /** ECMA-262, Number::toString with radix 10. */
  static String number(double value) {
    if (value == Math.rint(value) && Math.abs(value) <= JsonNumber.MAX_EXACT) {
      return Long.toString((long) value); // also turns -0 into 0
    }
    var decimal = shortest(Math.abs(value));
    var digits = decimal.unscaledValue().toString();
    var k = digits.length();
    var n = k - decimal.scale(); // the decimal point stands after n digits
    var text = new StringBuilder(value < 0 ? "-" : "");
    if (k <= n && n <= 21) {
      text.append(digits).append("0".repeat(n - k));
    } else if (0 < n && n <= 21) {
      text.append(digits, 0, n).append('.').append(digits, n, k);
    } else if (-6 < n && n <= 0) {
      text.append("0.").append("0".repeat(-n)).append(digits);
    } else {
      text.append(digits.charAt(0));
      if (k > 1) {
        text.append('.').append(digits, 1, k);
      }
      text.append('e').append(n > 0 ? '+' : '-').append(Math.abs(n - 1));
    }
    return text.toString();
  }

  /**
   * The shortest decimal that reads back as {@code value}, and of those the nearest to it.
   * Double.toString is not that on every JDK (JDK-4511638), so the digits are found by trying.
   */
  private static BigDecimal shortest(double value) {
    var exact = new BigDecimal(value);
    for (var precision = 1; precision <= 17; precision++) {
      var below = exact.round(new MathContext(precision, RoundingMode.FLOOR));
      var above = exact.round(new MathContext(precision, RoundingMode.CEILING));
      var belowNearer = exact.subtract(below).compareTo(above.subtract(exact)) <= 0;
      var nearer = belowNearer ? below : above;
      var other = belowNearer ? above : below;
      if (nearer.doubleValue() == value) {
        return nearer.stripTrailingZeros();
      }
      if (other.doubleValue() == value) {
        return other.stripTrailingZeros();
      }
    }
    throw new AssertionError("17 digits always read back: " + value);
  }
}
