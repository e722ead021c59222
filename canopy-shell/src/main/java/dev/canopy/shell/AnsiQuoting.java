package dev.canopy.shell;

/** The escapes of {@code $'…'}, {@code echo -e} and {@code printf}. */
final class AnsiQuoting {
  private AnsiQuoting() {}

  /** Whose escapes: they differ in octal digits, in {@code \c} and in quotes. */
  enum Style {
    /** {@code $'…'}: {@code \nnn}, {@code \cX}, {@code \'}. */
    QUOTE,
    /** {@code echo -e} and {@code %b}: {@code \0nnn}, {@code \c} ends the output. */
    ECHO,
    /** The format of printf: {@code \nnn}, {@code \c} ends nothing. */
    FORMAT
  }

  /** Appended in place of what ends an output. */
  static final char STOP = '\uFFFF';

  /**
   * Appends what the escape at {@code at}, just after its backslash, stands for.
   *
   * @return the index after the escape, or -1 if bytes come out that are no text
   */
  static int escape(String s, int at, int end, Style style, StringBuilder out) {
    if (at >= end) {
      out.append('\\');
      return at;
    }
    var c = s.charAt(at);
    switch (c) {
      case 'a' -> out.append('\u0007');
      case 'b' -> out.append('\b');
      case 'e', 'E' -> out.append('\u001B');
      case 'f' -> out.append('\f');
      case 'n' -> out.append('\n');
      case 'r' -> out.append('\r');
      case 't' -> out.append('\t');
      case 'v' -> out.append('\u000B');
      case '\\' -> out.append('\\');
      case '\'', '"', '?' -> {
        if (style == Style.ECHO || (style == Style.FORMAT && c == '?')) {
          out.append('\\');
        }
        out.append(c);
      }
      case 'x' -> {
        return number(s, at + 1, end, 16, 2, c, out);
      }
      case 'u' -> {
        return number(s, at + 1, end, 16, 4, c, out);
      }
      case 'U' -> {
        return number(s, at + 1, end, 16, 8, c, out);
      }
      case 'c' -> {
        if (style == Style.ECHO) {
          out.append(STOP);
          return end;
        }
        if (style == Style.FORMAT || at + 1 >= end) {
          out.append("\\c");
          return at + 1;
        }
        out.append((char) (s.charAt(at + 1) & 0x1f));
        return at + 2;
      }
      case '0', '1', '2', '3', '4', '5', '6', '7' -> {
        if (style == Style.ECHO) {
          // Bash's %b and echo -e take \0nnn; echo leaves \nnn, %b takes it. We take it.
          return number(s, c == '0' ? at + 1 : at, end, 8, 3, c, out);
        }
        return number(s, at, end, 8, 3, c, out);
      }
      default -> out.append('\\').append(c);
    }
    return at + 1;
  }

  /**
   * Appends a text with all its escapes replaced.
   *
   * @return false if bytes come out that are no text
   */
  static boolean text(String s, Style style, StringBuilder out) {
    var at = 0;
    while (at < s.length()) {
      var c = s.charAt(at++);
      if (c != '\\') {
        out.append(c);
      } else {
        at = escape(s, at, s.length(), style, out);
        if (at < 0) {
          return false;
        }
      }
    }
    return true;
  }

  private static int number(
      String s, int from, int end, int radix, int maxDigits, char sign, StringBuilder out) {
    var value = 0;
    var at = from;
    while (at < end && at - from < maxDigits) {
      var digit = Character.digit(s.charAt(at), radix);
      if (digit < 0 || s.charAt(at) > 'f') {
        break;
      }
      value = value * radix + digit;
      at++;
    }
    if (at == from) {
      if (sign == '0') {
        return -1;
      }
      out.append('\\').append(sign);
      return at;
    }
    var isByte = radix == 8 || sign == 'x';
    if (isByte) {
      value &= 0xff;
    }
    // A NUL ends the word in bash, and a byte above 127 is a piece of a character.
    if (value == 0 || (isByte && value > 127) || value > Character.MAX_CODE_POINT) {
      return -1;
    }
    out.appendCodePoint(value);
    return at;
  }
}
