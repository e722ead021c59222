package dev.canopy;

/** Text that may go into the log. */
final class WellFormed {
  private WellFormed() {}

  /** The text, with U+FFFD for each lone surrogate. */
  static String text(String text) {
    for (var i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        return repaired(text);
      }
    }
    return text;
  }

  /** At most {@code limit} UTF-16 code units of the text; a cut is marked with an ellipsis. */
  static String bounded(String text, int limit) {
    return text(text.length() <= limit ? text : text.substring(0, limit - 1) + "…");
  }

  /** True if the text has 1 to {@code limit} code units, none of them a control character. */
  static boolean isLine(String text, int limit) {
    if (text.isBlank() || text.length() > limit) {
      return false;
    }
    for (var i = 0; i < text.length(); i++) {
      if (Character.isISOControl(text.charAt(i))) {
        return false;
      }
    }
    return text(text).equals(text);
  }

  private static String repaired(String text) {
    var out = new StringBuilder(text.length());
    for (var i = 0; i < text.length(); i++) {
      var c = text.charAt(i);
      if (!Character.isSurrogate(c)) {
        out.append(c);
      } else if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        out.append(c).append(text.charAt(++i));
      } else {
        out.append('\uFFFD');
      }
    }
    return out.toString();
  }
}
