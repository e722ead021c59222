package dev.canopy.effects;

import java.nio.charset.StandardCharsets;

/** Percent-decoding, strictly and as the most careless decoder would do it. */
final class PercentCoding {
  private PercentCoding() {}

  /** Decodes {@code %41} as UTF-8; what is not an escape stays. */
  static String decode(String text) {
    if (text.indexOf('%') < 0) {
      return text;
    }
    var bytes = new byte[text.length() * 3];
    var size = 0;
    for (var i = 0; i < text.length(); i++) {
      var c = text.charAt(i);
      var value = c == '%' ? hexPair(text, i + 1) : -1;
      if (value >= 0) {
        bytes[size++] = (byte) value;
        i += 2;
      } else if (c < 0x80) {
        bytes[size++] = (byte) c;
      } else {
        var end = i + (Character.isHighSurrogate(c) && i + 1 < text.length() ? 2 : 1);
        for (var b : text.substring(i, end).getBytes(StandardCharsets.UTF_8)) {
          bytes[size++] = b;
        }
        i = end - 1;
      }
    }
    return new String(bytes, 0, size, StandardCharsets.UTF_8);
  }

  /**
   * Decodes {@code %41}, {@code %u0041} and overlong UTF-8 ({@code %c0%af} is a slash), each ASCII
   * character for itself.
   */
  static String decodeLoosely(String text) {
    if (text.indexOf('%') < 0) {
      return text;
    }
    var out = new StringBuilder(text.length());
    for (var i = 0; i < text.length(); i++) {
      var c = text.charAt(i);
      if (c != '%') {
        out.append(c);
        continue;
      }
      var unicode = unicodeEscape(text, i + 1);
      if (unicode >= 0) {
        out.append(plainSlash((char) unicode));
        i += 5;
        continue;
      }
      var first = hexPair(text, i + 1);
      if (first < 0) {
        out.append(c);
        continue;
      }
      i += 2;
      var following = first >= 0xf0 ? 3 : first >= 0xe0 ? 2 : first >= 0xc0 ? 1 : 0;
      if (following == 0) {
        out.append((char) first);
        continue;
      }
      var point = first & (0x3f >> following);
      for (; following > 0 && i + 3 < text.length() && text.charAt(i + 1) == '%'; following--) {
        var next = hexPair(text, i + 2);
        if (next < 0) {
          break;
        }
        point = (point << 6) | (next & 0x3f);
        i += 3;
      }
      if (following == 0 && Character.isValidCodePoint(point) && !isSurrogate(point)) {
        out.append(point < 0x10000 ? plainSlash((char) point) : '\uFFFD');
      } else {
        out.append('\uFFFD');
      }
    }
    return out.toString();
  }

  private static boolean isSurrogate(int point) {
    return point >= 0xd800 && point <= 0xdfff;
  }

  /** Slashes that careless decoders take for the real one. */
  private static char plainSlash(char c) {
    return c == '\u2215' || c == '\u2044' || c == '\uff0f' ? '/' : c == '\u2216' ? '\\' : c;
  }

  private static int unicodeEscape(String text, int at) {
    if (at + 5 > text.length() || (text.charAt(at) | 0x20) != 'u') {
      return -1;
    }
    var high = hexPair(text, at + 1);
    var low = hexPair(text, at + 3);
    return high < 0 || low < 0 || isSurrogate((high << 8) | low) ? -1 : (high << 8) | low;
  }

  /** The value of two hex digits, or -1. */
  private static int hexPair(String text, int at) {
    if (at + 2 > text.length()) {
      return -1;
    }
    var high = hex(text.charAt(at));
    var low = hex(text.charAt(at + 1));
    return high < 0 || low < 0 ? -1 : (high << 4) | low;
  }

  static int hex(char c) {
    if (c >= '0' && c <= '9') {
      return c - '0';
    }
    var lower = c | 0x20;
    return c < 0x80 && lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
  }
}
