package dev.canopy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The files that are Canopy's own: whoever can change them can change what is decided, or what is
 * known of it afterwards.
 */
final class OwnFiles {
  private OwnFiles() {}

  /**
   * Absolute paths of the log with all that lies beside it, and of the others.
   *
   * @param others keys and policies; null ones are left out
   */
  static List<String> of(@Nullable Path log, List<@Nullable Path> others) {
    var paths = new ArrayList<String>();
    if (log != null) {
      var name = log.getFileName();
      add(paths, log);
      add(paths, log.resolveSibling(name + ".d"));
      add(paths, log.resolveSibling(name + ".lock"));
    }
    for (var other : others) {
      if (other != null) {
        add(paths, other);
      }
    }
    return List.copyOf(paths);
  }

  /** As it is written, and where its folder really is: effects may name either. */
  private static void add(List<String> paths, Path file) {
    var absolute = file.toAbsolutePath().normalize();
    paths.add(absolute.toString());
    var folder = absolute.getParent();
    var name = absolute.getFileName();
    if (folder != null && name != null) {
      try {
        paths.add(folder.toRealPath().resolve(name).toString());
        paths.add(absolute.toRealPath().toString());
      } catch (IOException e) {
        // It is not there yet: its path as it is written is all there is.
        return;
      }
    }
  }
}
