package dev.canopy.effects;

import org.jspecify.annotations.Nullable;

/**
 * Relative paths that climb out of the working directory and go on as the root does: {@code
 * ../etc/passwd}. Whoever writes one means the system's file and does not know how deep he is;
 * where the directory that a caller names is not the one that the tool works in, he gets it.
 */
final class Climbs {
  private Climbs() {}

  /**
   * The place of the system that the path would end in, or null if it does not climb, has no such
   * place behind it, or ends there anyway.
   */
  static @Nullable String place(String written, String canonical) {
    if (written.length() < 4 || written.charAt(0) == '/' || written.charAt(0) == '~') {
      return null;
    }
    var given = stripped(written);
    var up = given.lastIndexOf("../");
    if (up < 0 || (up > 0 && given.charAt(up - 1) != '/') || !climbs(given, up + 3)) {
      return null;
    }
    var rest = "/" + given.substring(up + 3);
    return isSystems(rest) && !rest.equals(canonical) ? rest : null;
  }

  /** What is left where a filter strips {@code ../} or {@code ;} once: {@code ....//} climbs. */
  private static String stripped(String path) {
    return path.indexOf("..../") < 0 && path.indexOf("..;/") < 0
        ? path
        : path.replace("..../", "../").replace("..;/", "../").replace("//", "/");
  }

  /** True if the names up to {@code end} lead above where they start. */
  private static boolean climbs(String path, int end) {
    var depth = 0;
    for (var start = 0; start < end; ) {
      var slash = path.indexOf('/', start);
      if (slash - start == 2 && path.startsWith("..", start)) {
        depth--;
      } else if (slash > start && !(slash - start == 1 && path.charAt(start) == '.')) {
        depth++;
      }
      if (depth < 0) {
        return true;
      }
      start = slash + 1;
    }
    return false;
  }

  /** What stands at the root of systems and seldom in projects. */
  private static boolean isSystems(String path) {
    for (var place : PLACES) {
      if (path.regionMatches(true, 0, place, 0, place.length())) {
        return true;
      }
    }
    return false;
  }

  private static final String[] PLACES = {
    "/etc/",
    "/root/",
    "/proc/",
    "/sys/",
    "/boot/",
    "/dev/sd",
    "/dev/mem",
    "/var/lib/",
    "/var/log/",
    "/var/run/",
    "/var/spool/",
    "/usr/bin/",
    "/usr/sbin/",
    "/usr/lib/",
    "/windows/",
    "/winnt/",
    "/boot.ini",
    "/inetpub/"
  };
}
