package dev.canopy.effects;

/**
 * Perl that edits lines as {@code sed} does: {@code s/a/b/g; tr/a-z/A-Z/; print}. Anything else is
 * not known, and so is a pattern or a replacement that holds code.
 */
final class PerlSubstitutions {
  private final String code;
  private int at;

  private PerlSubstitutions(String code) {
    this.code = code;
  }

  /** True if the code only changes and prints the line at hand. */
  static boolean isAll(String code) {
    return new PerlSubstitutions(code).statements();
  }

  private boolean statements() {
    var found = false;
    while (true) {
      while (at < code.length() && (code.charAt(at) == ';' || code.charAt(at) <= ' ')) {
        at++;
      }
      if (at >= code.length()) {
        return found;
      }
      if (!statement()) {
        return false;
      }
      found = true;
      while (at < code.length() && code.charAt(at) <= ' ') {
        at++;
      }
      if (at < code.length() && code.charAt(at) != ';') {
        return false;
      }
    }
  }

  private boolean statement() {
    var from = at;
    while (at < code.length() && code.charAt(at) >= 'a' && code.charAt(at) <= 'z') {
      at++;
    }
    switch (code.substring(from, at)) {
      case "print", "chomp", "next", "last" -> {
        return guard();
      }
      case "s" -> {
        return at < code.length()
            && isDelimiter(code.charAt(at))
            && text(code.charAt(at), true)
            && text(code.charAt(at), true)
            && flags("gimsxoa");
      }
      case "tr", "y" -> {
        return at < code.length()
            && isDelimiter(code.charAt(at))
            && text(code.charAt(at), false)
            && text(code.charAt(at), false)
            && flags("cds");
      }
      default -> {
        return false;
      }
    }
  }

  /** Nothing more, or {@code if /pattern/}. */
  private boolean guard() {
    var from = at;
    while (at < code.length() && code.charAt(at) == ' ') {
      at++;
    }
    for (var word : new String[] {"if", "unless"}) {
      if (code.startsWith(word + " ", at)) {
        at += word.length() + 1;
        while (at < code.length() && (code.charAt(at) == ' ' || code.charAt(at) == '!')) {
          at++;
        }
        return at < code.length() && code.charAt(at) == '/' && text('/', true) && flags("ims");
      }
    }
    at = from;
    return true;
  }

  private static boolean isDelimiter(char c) {
    return "/|,!~%:".indexOf(c) >= 0;
  }

  private boolean flags(String letters) {
    at++;
    while (at < code.length() && Character.isLetter(code.charAt(at))) {
      if (letters.indexOf(code.charAt(at++)) < 0) {
        return false;
      }
    }
    return true;
  }

  /** From one delimiter to the next, where it stops. False if code may stand between. */
  private boolean text(char delimiter, boolean interpolates) {
    at++;
    while (at < code.length() && code.charAt(at) != delimiter) {
      var c = code.charAt(at);
      var next = at + 1 < code.length() ? code.charAt(at + 1) : delimiter;
      if (c == '\\') {
        at++;
      } else if (interpolates
          && ((c == '@' && next != delimiter && next > ' ')
              || (c == '(' && next == '?' && !isGroup(at + 2))
              || (c == '$' && !isPlainVariable(delimiter)))) {
        return false;
      }
      at++;
    }
    return at < code.length();
  }

  /** {@code (?:}, {@code (?=}, {@code (?!}, {@code (?<=}, {@code (?<!}; not {@code (?{…})}. */
  private boolean isGroup(int from) {
    return from < code.length() && ":=!<".indexOf(code.charAt(from)) >= 0;
  }

  /** The end of a line, or {@code $1}, {@code $name} without a subscript, which may be code. */
  private boolean isPlainVariable(char delimiter) {
    var end = at + 1;
    while (end < code.length()
        && (Character.isLetterOrDigit(code.charAt(end)) || code.charAt(end) == '_')) {
      end++;
    }
    if (end >= code.length()) {
      return false;
    }
    var next = code.charAt(end);
    return end > at + 1
        ? "[{-:".indexOf(next) < 0
        : next == delimiter || next == ')' || next == '|' || next == '&';
  }
}
