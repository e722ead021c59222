package dev.canopy.gateway;

/** Text from outside on its way into an answer: short, one line, and quoted where it is named. */
final class Texts {
  private static final int MAX_DETAIL = 300;
  private static final int MAX_NAME = 60;

  private Texts() {}

  /** One line of the text, at most {@value #MAX_DETAIL} characters. */
  static String short1(String text) {
    return bounded(text, MAX_DETAIL);
  }

  /** A name in backticks, at most {@value #MAX_NAME} characters of it. */
  static String name(String text) {
    return "`" + bounded(text, MAX_NAME) + "`";
  }

  private static String bounded(String text, int limit) {
    var out = new StringBuilder(Math.min(text.length(), limit));
    for (var i = 0; i < text.length(); i++) {
      var c = text.charAt(i);
      if (out.length() >= limit) {
        return out.append('…').toString();
      }
      if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        out.append(c).append(text.charAt(++i));
      } else if (Character.isSurrogate(c) || Character.isISOControl(c)) {
        out.append('\uFFFD');
      } else {
        out.append(c);
      }
    }
    return out.toString();
  }

  /** True for 1 to {@code limit} of the characters that ids are made of. */
  static boolean isToken(String text, int limit) {
    if (text.isEmpty() || text.length() > limit) {
      return false;
    }
    for (var i = 0; i < text.length(); i++) {
      var c = text.charAt(i);
      var isPlain =
          (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || (c >= '0' && c <= '9')
              || c == '-'
              || c == '_'
              || c == '.'
              || c == ':';
      if (!isPlain) {
        return false;
      }
    }
    return true;
  }

  static boolean isLowerHex(String text, int from, int to) {
    for (var i = from; i < to; i++) {
      var c = text.charAt(i);
      if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
        return false;
      }
    }
    return true;
  }
}
