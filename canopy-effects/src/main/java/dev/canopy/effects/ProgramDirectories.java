package dev.canopy.effects;

/** The directories that hold the programs of the system and of package managers. */
final class ProgramDirectories {
  private ProgramDirectories() {}

  /** True if the path names a program in one of them. */
  static boolean holds(String path) {
    var end = path.lastIndexOf('/');
    if (end < 0) {
      return false;
    }
    return switch (path.substring(0, end)) {
      case "/bin",
          "/sbin",
          "/usr/bin",
          "/usr/sbin",
          "/usr/local/bin",
          "/usr/local/sbin",
          "/opt/homebrew/bin",
          "/opt/local/bin",
          "/snap/bin",
          "/usr/games",
          "/run/current-system/sw/bin",
          "/data/data/com.termux/files/usr/bin" ->
          true;
      default -> false;
    };
  }
}
