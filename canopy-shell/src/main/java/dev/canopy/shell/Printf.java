package dev.canopy.shell;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What {@code printf} writes for known words. */
final class Printf {
  private Printf() {}

  /** The output for a format and its arguments; null if it is not modelled. */
  static @Nullable Word output(List<Word> words) {
    if (words.isEmpty() || !words.get(0).isExact()) {
      return null;
    }
    var format = words.get(0).text();
    var out = new Values.Parts();
    var next = 1;
    while (true) {
      var before = next;
      var n = format(format, words, next, out);
      if (n < 0) {
        return null;
      }
      next = n & 0xffffff;
      if ((n & STOPPED) != 0 || next >= words.size() || next == before) {
        return out.toWord(0, 0);
      }
      if (out.size() > Limits.VALUE_LENGTH) {
        return null;
      }
    }
  }

  private static final int STOPPED = 1 << 24;

  /** One run through the format; returns the next argument, or -1. */
  private static int format(String format, List<Word> words, int first, Values.Parts out) {
    var next = first;
    var text = new StringBuilder();
    for (var i = 0; i < format.length(); i++) {
      var c = format.charAt(i);
      if (c == '\\') {
        text.setLength(0);
        var after =
            AnsiQuoting.escape(format, i + 1, format.length(), AnsiQuoting.Style.FORMAT, text);
        if (after < 0) {
          return -1;
        }
        out.text(text);
        i = after - 1;
      } else if (c != '%') {
        out.text(c);
      } else if (i + 1 < format.length() && format.charAt(i + 1) == '%') {
        out.text('%');
        i++;
      } else {
        i++;
        var argument = next < words.size() ? words.get(next) : Values.EMPTY;
        next++;
        switch (i < format.length() ? format.charAt(i) : '\0') {
          case 's' -> out.all(argument);
          case 'c' -> {
            if (!argument.isExact()) {
              return -1;
            }
            out.text(argument.text().isEmpty() ? "" : argument.text().substring(0, 1));
          }
          case 'b' -> {
            text.setLength(0);
            if (!argument.isExact()
                || !AnsiQuoting.text(argument.text(), AnsiQuoting.Style.ECHO, text)) {
              return -1;
            }
            var stop = text.indexOf(String.valueOf(AnsiQuoting.STOP));
            if (stop >= 0) {
              out.text(text.substring(0, stop));
              return next | STOPPED;
            }
            out.text(text);
          }
          case 'd', 'i', 'u' -> {
            var digits = argument.text();
            if (!argument.isExact()
                || !(digits.isEmpty() || Chars.isNumber(digits))
                || (digits.length() > 1 && digits.charAt(0) == '0')) {
              return -1;
            }
            out.text(digits.isEmpty() ? "0" : digits);
          }
          default -> {
            return -1;
          }
        }
      }
    }
    return next > 0xfffff ? -1 : next;
  }
}
