package dev.canopy.shell;

/** Which characters mean what to a shell. */
final class Chars {
  private Chars() {}

  static boolean isBlank(char c) {
    // Bash splits at these two alone; U+3000, vertical tab and the like are ordinary characters.
    return c == ' ' || c == '\t';
  }

  /** True if it ends an unquoted word. */
  static boolean isMeta(char c) {
    switch (c) {
      case ' ', '\t', '\n', ';', '&', '|', '<', '>', '(', ')' -> {
        return true;
      }
      default -> {
        return false;
      }
    }
  }

  static boolean isNameStart(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  }

  static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  static boolean isNamePart(char c) {
    return isNameStart(c) || isDigit(c);
  }

  /** True if it is the name of a variable. */
  static boolean isName(String s) {
    if (s.isEmpty() || !isNameStart(s.charAt(0))) {
      return false;
    }
    for (var i = 1; i < s.length(); i++) {
      if (!isNamePart(s.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  static boolean isNumber(String s) {
    for (var i = 0; i < s.length(); i++) {
      if (!isDigit(s.charAt(i))) {
        return false;
      }
    }
    return !s.isEmpty();
  }

  /** True for the parameters that have a sign for a name, such as {@code $?}. */
  static boolean isSpecialParameter(char c) {
    return "@*#?-$!".indexOf(c) >= 0;
  }
}
