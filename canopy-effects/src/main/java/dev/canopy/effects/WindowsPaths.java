package dev.canopy.effects;

import java.util.ArrayList;

/** Windows paths: drives, UNC, device prefixes, streams, and the names Windows quietly trims. */
final class WindowsPaths {
  private WindowsPaths() {}

  /** True for {@code C:\x}, {@code C:/x}, {@code \\server\x}, {@code \??\C:\x}. */
  static boolean looksLikeOne(String text, boolean driveRelative) {
    if (text.length() < 2) {
      return false;
    }
    var first = text.charAt(0);
    if (first == '\\') {
      return text.charAt(1) == '\\' || text.startsWith("\\??\\");
    }
    if (text.startsWith("//?/") || text.startsWith("//./")) {
      return isDrive(text, 4);
    }
    if (!isDrive(text, 0)) {
      return false;
    }
    // A shell's `o:` is a file of that name; a tool's is a drive.
    return text.length() == 2
        ? driveRelative
        : text.charAt(2) == '\\'
            || text.charAt(2) == '/'
            || (driveRelative && text.charAt(2) != ':');
  }

  private static boolean isDrive(String text, int at) {
    if (at + 1 >= text.length() || text.charAt(at + 1) != ':') {
      return false;
    }
    var c = text.charAt(at) | 0x20;
    return c >= 'a' && c <= 'z';
  }

  /** {@code C:/dir/file}, or {@code //server/share/file}. */
  static String canonical(String given) {
    var text = given.replace('\\', '/');
    if (text.startsWith("//?/") || text.startsWith("//./") || text.startsWith("/??/")) {
      text = text.substring(4);
      if (text.regionMatches(true, 0, "UNC/", 0, 4)) {
        text = "//" + text.substring(4);
      } else if (text.regionMatches(true, 0, "GLOBALROOT/", 0, 11)) {
        text = text.substring(11);
      }
    }
    String root;
    if (isDrive(text, 0)) {
      root = Character.toUpperCase(text.charAt(0)) + ":";
      text = text.substring(2);
    } else if (text.startsWith("//")) {
      root = "/";
    } else {
      root = "//.";
    }
    var segments = new ArrayList<String>();
    var start = 0;
    while (start <= text.length()) {
      var end = text.indexOf('/', start);
      if (end < 0) {
        end = text.length();
      }
      var segment = trimmed(text.substring(start, end));
      if (segment.equals("..")) {
        if (!segments.isEmpty()) {
          segments.remove(segments.size() - 1);
        }
      } else if (!segment.isEmpty() && !segment.equals(".")) {
        segments.add(segment);
      }
      start = end + 1;
    }
    return segments.isEmpty() ? root + "/" : root + "/" + String.join("/", segments);
  }

  /** Windows drops streams, and dots and blanks at the end of a name. */
  private static String trimmed(String segment) {
    if (segment.equals(".") || segment.equals("..")) {
      return segment;
    }
    var end = segment.indexOf(':');
    if (end < 0) {
      end = segment.length();
    }
    while (end > 0 && (segment.charAt(end - 1) == '.' || segment.charAt(end - 1) == ' ')) {
      end--;
    }
    return segment.substring(0, end);
  }

  /** True if a name may be a short one, such as {@code PROGRA~1}. */
  static boolean isShortened(String path) {
    for (var i = path.indexOf('~'); i > 0; i = path.indexOf('~', i + 1)) {
      if (i + 1 < path.length() && Character.isDigit(path.charAt(i + 1))) {
        return true;
      }
    }
    return false;
  }
}
