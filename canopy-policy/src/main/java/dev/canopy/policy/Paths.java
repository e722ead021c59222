package dev.canopy.policy;

import java.util.ArrayList;

/** Text of absolute paths: compared name by name. Asks no disk. */
final class Paths {
  private Paths() {}

  /** How {@code path} lies to {@code base}; a slash at the end of {@code base} does not count. */
  static boolean relates(PathSet.Relation relation, String path, String base) {
    var length = base.length();
    if (length > 1 && base.charAt(length - 1) == '/') {
      length--;
    }
    return switch (relation) {
      case UNDER -> startsWithNames(path, base, length);
      case INSIDE -> path.length() > length && startsWithNames(path, base, length);
      case HOLDS -> path.length() <= length && startsWithNames(base, path, path.length());
    };
  }

  /** True if the first {@code length} characters of {@code top} are {@code path} or above it. */
  private static boolean startsWithNames(String path, String top, int length) {
    if (!path.regionMatches(0, top, 0, length)) {
      return false;
    }
    return path.length() == length || length == 1 || path.charAt(length) == '/';
  }

  /** The path without dot segments, doubled slashes and a slash at the end. */
  static String normalize(String path) {
    if (isNormal(path)) {
      return path;
    }
    var names = new ArrayList<String>();
    for (var from = 1; from <= path.length(); ) {
      var end = endOfName(path, from);
      var name = path.substring(from, end);
      if (name.equals("..")) {
        if (!names.isEmpty()) {
          names.remove(names.size() - 1);
        }
      } else if (!name.isEmpty() && !name.equals(".")) {
        names.add(name);
      }
      from = end + 1;
    }
    return "/" + String.join("/", names);
  }

  /** True if nothing is to be normalized; a slash at the end is left to {@link #normalize}. */
  static boolean isNormal(String path) {
    for (var from = 1; from <= path.length(); ) {
      var end = endOfName(path, from);
      var length = end - from;
      if ((length == 0 && path.length() > 1)
          || (length == 1 && path.charAt(from) == '.')
          || (length == 2 && path.charAt(from) == '.' && path.charAt(from + 1) == '.')) {
        return false;
      }
      from = end + 1;
    }
    return true;
  }

  static int endOfName(String path, int from) {
    var slash = path.indexOf('/', from);
    return slash < 0 ? path.length() : slash;
  }

  /** True if the name in {@code text[from, end)} matches a pattern of text, `*` and `?`. */
  static boolean matchesName(String text, int from, int end, String pattern) {
    var t = from;
    var p = 0;
    var star = -1;
    var retry = from;
    while (t < end) {
      if (p < pattern.length() && pattern.charAt(p) == '*') {
        star = p++;
        retry = t;
      } else if (p < pattern.length()
          && (pattern.charAt(p) == '?' || pattern.charAt(p) == text.charAt(t))) {
        p++;
        t++;
      } else if (star >= 0) {
        p = star + 1;
        t = ++retry;
      } else {
        return false;
      }
    }
    while (p < pattern.length() && pattern.charAt(p) == '*') {
      p++;
    }
    return p == pattern.length();
  }
}
