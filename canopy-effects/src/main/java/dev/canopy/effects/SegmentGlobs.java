package dev.canopy.effects;

/**
 * Globs of one path segment: {@code *}, {@code ?}, {@code [a-z]}, quoted characters. Answers may be
 * generous: a bracket is any character, and what is not understood is anything.
 */
final class SegmentGlobs {
  private static final char MANY = '\uE000';
  private static final char ONE = '\uE001';

  /** A file name has at most 255 bytes; a longer pattern is cut and may match more. */
  private static final int MAX_LENGTH = 512;

  private SegmentGlobs() {}

  /** True if the segment has a wildcard. */
  static boolean isGlob(String text, int start, int end) {
    for (var i = start; i < end; i++) {
      var c = text.charAt(i);
      if (c == '\\') {
        i++;
      } else if (c == '*' || c == '?' || c == '[' || c == '(') {
        return true;
      }
    }
    return false;
  }

  /** True if some name may match both patterns, whatever its case. */
  static boolean mayMeet(String left, String right) {
    return !differAtAnEnd(left, right) && meet(left, right);
  }

  /** True if both begin, or both end, with a plain character, and not with the same. */
  private static boolean differAtAnEnd(String left, String right) {
    if (left.isEmpty() || right.isEmpty()) {
      return false;
    }
    if (differ(left.charAt(0), right.charAt(0))) {
      return true;
    }
    return left.length() < MAX_LENGTH
        && right.length() < MAX_LENGTH
        && left.indexOf('(') < 0
        && right.indexOf('(') < 0
        && differ(left.charAt(left.length() - 1), right.charAt(right.length() - 1));
  }

  private static boolean differ(char x, char y) {
    return isPlain(x) && isPlain(y) && Character.toLowerCase(x) != Character.toLowerCase(y);
  }

  private static boolean isPlain(char c) {
    return c != '*' && c != '?' && c != '[' && c != ']' && c != '(' && c != '\\';
  }

  /** The answer in full, over both patterns at once: their product automaton. */
  static boolean meet(String left, String right) {
    var a = compile(left);
    var b = compile(right);
    // reach[j]: the first i of a and the first j of b may match the same text.
    var reach = new boolean[b.length + 1];
    for (var i = 0; i <= a.length; i++) {
      var diagonal = false;
      for (var j = 0; j <= b.length; j++) {
        var above = reach[j];
        boolean now;
        if (i == 0 && j == 0) {
          now = true;
        } else {
          now = i > 0 && a[i - 1] == MANY && above;
          now |= j > 0 && b[j - 1] == MANY && reach[j - 1];
          if (i > 0 && j > 0) {
            var x = a[i - 1];
            var y = b[j - 1];
            if (x == MANY || y == MANY) {
              // Both may take one more character, or the star takes the other's character.
              now |= (x == MANY && reach[j - 1]) || (y == MANY && above);
            } else {
              now |= diagonal && (x == ONE || y == ONE || x == y);
            }
          }
        }
        diagonal = above;
        reach[j] = now;
      }
    }
    return reach[b.length];
  }

  private static char[] compile(String pattern) {
    var out = new char[Math.min(pattern.length(), MAX_LENGTH)];
    var size = 0;
    for (var i = 0; i < pattern.length() && size < out.length; i++) {
      var c = pattern.charAt(i);
      if (c == '(') {
        out[size++] = MANY;
        break;
      } else if (c == '*') {
        if (size == 0 || out[size - 1] != MANY) {
          out[size++] = MANY;
        }
      } else if (c == '?') {
        out[size++] = ONE;
      } else if (c == '[') {
        var close = pattern.indexOf(']', i + 2);
        out[size++] = close < 0 ? '[' : ONE;
        i = close < 0 ? i : close;
      } else {
        if (c == '\\' && i + 1 < pattern.length()) {
          c = pattern.charAt(++i);
        }
        out[size++] = Character.toLowerCase(c);
      }
    }
    if (size == MAX_LENGTH) {
      out[size - 1] = MANY;
    }
    return size == out.length ? out : java.util.Arrays.copyOf(out, size);
  }
}
