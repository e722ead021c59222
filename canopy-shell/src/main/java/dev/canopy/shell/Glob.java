package dev.canopy.shell;

/** Matches texts with shell patterns, in which a backslash makes the next character plain. */
final class Glob {
  private Glob() {}

  static void quote(String text, StringBuilder pattern) {
    for (var i = 0; i < text.length(); i++) {
      var c = text.charAt(i);
      if ("*?[]\\!^-()|@+".indexOf(c) >= 0) {
        pattern.append('\\');
      }
      pattern.append(c);
    }
  }

  /** True if extended patterns or classes stand in it, which we do not match. */
  static boolean isBeyondUs(String pattern) {
    return pattern.indexOf("[:") >= 0
        || pattern.indexOf("[.") >= 0
        || pattern.indexOf("[=") >= 0
        || pattern.indexOf("@(") >= 0
        || pattern.indexOf("+(") >= 0
        || pattern.indexOf("?(") >= 0
        || pattern.indexOf("*(") >= 0
        || pattern.indexOf("!(") >= 0;
  }

  /** True if the pattern is the whole of {@code text} from {@code from} to {@code to}. */
  static boolean matches(String pattern, String text, int from, int to) {
    // The usual loop: on a mismatch go back to the last star and let it take one more.
    var p = 0;
    var t = from;
    var star = -1;
    var starText = 0;
    while (true) {
      if (p < pattern.length() && pattern.charAt(p) == '*') {
        star = ++p;
        starText = t;
        continue;
      }
      if (t >= to) {
        return p >= pattern.length();
      }
      var next = p < pattern.length() ? one(pattern, p, text.charAt(t)) : -1;
      if (next >= 0) {
        p = next;
        t++;
      } else if (star >= 0) {
        p = star;
        t = ++starText;
        if (t > to) {
          return false;
        }
      } else {
        return false;
      }
    }
  }

  /** The place in the pattern after what matches {@code c} at {@code p}, or -1. */
  private static int one(String pattern, int p, char c) {
    var sign = pattern.charAt(p);
    switch (sign) {
      case '?' -> {
        return p + 1;
      }
      case '\\' -> {
        if (p + 1 < pattern.length()) {
          return pattern.charAt(p + 1) == c ? p + 2 : -1;
        }
        return c == '\\' ? p + 1 : -1;
      }
      case '[' -> {
        var close = closing(pattern, p);
        if (close < 0) {
          return c == '[' ? p + 1 : -1;
        }
        return inClass(pattern, p + 1, close, c) ? close + 1 : -1;
      }
      default -> {
        return sign == c ? p + 1 : -1;
      }
    }
  }

  private static int closing(String pattern, int open) {
    var i = open + 1;
    if (i < pattern.length() && (pattern.charAt(i) == '!' || pattern.charAt(i) == '^')) {
      i++;
    }
    for (var first = true; i < pattern.length(); i++, first = false) {
      var c = pattern.charAt(i);
      if (c == ']' && !first) {
        return i;
      }
      if (c == '\\') {
        i++;
      }
    }
    return -1;
  }

  private static boolean inClass(String pattern, int from, int to, char c) {
    var i = from;
    var negated = pattern.charAt(i) == '!' || pattern.charAt(i) == '^';
    if (negated) {
      i++;
    }
    var found = false;
    while (i < to) {
      var low = pattern.charAt(i);
      if (low == '\\' && i + 1 < to) {
        low = pattern.charAt(++i);
      }
      i++;
      if (i + 1 < to && pattern.charAt(i) == '-') {
        var high = pattern.charAt(++i);
        if (high == '\\' && i + 1 < to) {
          high = pattern.charAt(++i);
        }
        i++;
        found |= c >= low && c <= high;
      } else {
        found |= c == low;
      }
    }
    return found != negated;
  }
}
