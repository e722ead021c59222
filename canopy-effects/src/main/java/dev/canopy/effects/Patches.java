package dev.canopy.effects;

/**
 * The paths that a patch touches: unified diffs with or without git's headers, and the form that
 * starts with {@code *** Begin Patch}. Nothing is applied; a line that looks like a header counts
 * as one, since a patch program may take it so.
 */
final class Patches {
  private Patches() {}

  /** Takes what a patch does to a path. */
  interface Touched {
    void writes(String path);

    void deletes(String path);

    void moves(String path);
  }

  /** True if a text is a patch rather than a path. */
  static boolean looksLikeOne(String text) {
    return text.startsWith("*** Begin Patch")
        || text.contains("\n*** Begin Patch")
        || text.startsWith("diff --git ")
        || text.contains("\ndiff --git ")
        || ((text.startsWith("--- ") || text.contains("\n--- ")) && text.contains("\n+++ "));
  }

  /** Reports every path; false if there was none. */
  static boolean read(String patch, Touched touched) {
    var found = false;
    var last = "";
    var start = 0;
    while (start < patch.length()) {
      var end = patch.indexOf('\n', start);
      if (end < 0) {
        end = patch.length();
      }
      var stop = end > start && patch.charAt(end - 1) == '\r' ? end - 1 : end;
      var path = "";
      if (patch.startsWith("*** ", start)) {
        path = envelope(patch, start + 4, stop);
        if (!path.isEmpty() && patch.startsWith("Delete File:", start + 4)) {
          touched.deletes(path);
        } else if (!path.isEmpty()) {
          touched.writes(path);
        }
      } else if (patch.startsWith("+++ ", start)) {
        path = header(patch, start + 4, stop);
        if (path.equals("/dev/null")) {
          if (!last.isEmpty()) {
            touched.deletes(last);
          }
        } else if (!path.isEmpty()) {
          touched.writes(path);
        }
      } else if (patch.startsWith("--- ", start)) {
        last = header(patch, start + 4, stop);
        path = last;
        if (!last.isEmpty() && !last.equals("/dev/null")) {
          touched.writes(last);
        }
      } else if (patch.startsWith("rename from ", start) || patch.startsWith("rename to ", start)) {
        path = patch.substring(start + (patch.startsWith("from", start + 7) ? 12 : 10), stop);
        if (patch.startsWith("from", start + 7)) {
          touched.moves(path);
        } else {
          touched.writes(path);
        }
      } else if (patch.startsWith("copy to ", start)) {
        path = patch.substring(start + 8, stop);
        touched.writes(path);
      } else if (patch.startsWith("diff --git ", start)) {
        path = gitHeader(patch, start + 11, stop);
        if (!path.isEmpty()) {
          touched.writes(path);
        }
      }
      found |= !path.isEmpty();
      start = end + 1;
    }
    return found;
  }

  /** {@code Update File: path}, {@code Add File:}, {@code Delete File:}, {@code Move to:}. */
  private static String envelope(String patch, int start, int end) {
    var colon = indexOf(patch, ':', start, end);
    if (colon < 0 || !patch.startsWith(": ", colon)) {
      return "";
    }
    var verb = patch.substring(start, colon);
    return switch (verb) {
      case "Update File", "Add File", "Delete File", "Move to", "Create File", "Move File" ->
          patch.substring(colon + 2, end).strip();
      default -> "";
    };
  }

  /** The path of a {@code ---} or {@code +++} line: without time stamp, quotes and {@code a/}. */
  private static String header(String patch, int start, int end) {
    var tab = indexOf(patch, '\t', start, end);
    if (tab >= 0) {
      end = tab;
    }
    return withoutSide(unquoted(patch.substring(start, end).strip()));
  }

  /** The first place of a character in a stretch, or -1; looks no further than the stretch. */
  private static int indexOf(String text, char c, int start, int end) {
    for (var i = start; i < end; i++) {
      if (text.charAt(i) == c) {
        return i;
      }
    }
    return -1;
  }

  private static String withoutSide(String path) {
    return path.startsWith("a/") || path.startsWith("b/") ? path.substring(2) : path;
  }

  private static String unquoted(String path) {
    return path.length() >= 2 && path.startsWith("\"") && path.endsWith("\"")
        ? path.substring(1, path.length() - 1)
        : path;
  }

  /** The second path of a git header; a mode change has no other. */
  private static String gitHeader(String patch, int start, int end) {
    var line = patch.substring(start, end);
    var second = line.lastIndexOf(" b/");
    return second < 0 ? "" : unquoted(line.substring(second + 3));
  }
}
