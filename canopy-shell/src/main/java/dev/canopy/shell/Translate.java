package dev.canopy.shell;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code tr} with sets of characters, ranges, escapes and letter classes. */
final class Translate {
  private Translate() {}

  static @Nullable String output(List<String> args, String text) {
    if (args.size() != 2) {
      return null;
    }
    var deletes = args.get(0).equals("-d");
    if (!deletes && args.get(0).startsWith("-") && args.get(0).length() > 1) {
      return null;
    }
    var from = set(args.get(deletes ? 1 : 0));
    var to = deletes ? "" : set(args.get(1));
    if (from == null || to == null || from.isEmpty() || (!deletes && to.isEmpty())) {
      return null;
    }
    var out = new StringBuilder(text.length());
    for (var i = 0; i < text.length(); i++) {
      var c = text.charAt(i);
      if (c > 127) {
        // tr works on bytes.
        return null;
      }
      // The last of two equal characters in the set counts.
      var at = from.lastIndexOf(c);
      if (at < 0) {
        out.append(c);
      } else if (!deletes) {
        out.append(to.charAt(Math.min(at, to.length() - 1)));
      }
    }
    return out.toString();
  }

  /** The characters of a set, in order; null if it has a form we do not model. */
  private static @Nullable String set(String written) {
    var out = new StringBuilder();
    var i = 0;
    while (i < written.length()) {
      var c = written.charAt(i);
      if (c == '[') {
        var colon = written.startsWith("[:", i) ? written.indexOf(":]", i) : -1;
        if (colon < 0) {
          // `[a-z]` of old: the brackets are characters of both sets, as others are.
          if (written.startsWith("[=", i) || written.indexOf('*', i) > 0) {
            return null;
          }
          out.append(c);
          i++;
          continue;
        }
        switch (written.substring(i + 2, colon)) {
          case "lower" -> range(out, 'a', 'z');
          case "upper" -> range(out, 'A', 'Z');
          case "digit" -> range(out, '0', '9');
          case "alpha" -> {
            range(out, 'A', 'Z');
            range(out, 'a', 'z');
          }
          case "space" -> {
            range(out, '\t', '\r');
            out.append(' ');
          }
          case "blank" -> out.append("\t ");
          default -> {
            return null;
          }
        }
        i = colon + 2;
        continue;
      }
      if (c > 127) {
        return null;
      }
      if (c == '\\') {
        var after =
            AnsiQuoting.escape(written, i + 1, written.length(), AnsiQuoting.Style.FORMAT, out);
        if (after < 0 || (after < written.length() && written.charAt(after) == '-')) {
          return null;
        }
        i = after;
        continue;
      }
      if (i + 2 < written.length() && written.charAt(i + 1) == '-') {
        var high = written.charAt(i + 2);
        if (high < c || high == '\\' || high == '[' || high > 127) {
          return null;
        }
        range(out, c, high);
        i += 3;
        continue;
      }
      out.append(c);
      i++;
    }
    return out.toString();
  }

  private static void range(StringBuilder out, char low, char high) {
    for (var c = (int) low; c <= high; c++) {
      out.append((char) c);
    }
  }
}
