package dev.canopy.audit;

import java.nio.file.Files;
import java.nio.file.Path;

/** Finds the repository's test data. */
final class Testdata {
  private Testdata() {}

  static Path path(String relative) {
    return root().resolve("testdata").resolve(relative);
  }

  private static Path root() {
    var named = System.getProperty("canopy.root");
    if (named != null) {
      return Path.of(named);
    }
    for (var dir = Path.of("").toAbsolutePath(); dir != null; dir = dir.getParent()) {
      if (Files.isDirectory(dir.resolve("testdata"))) {
        return dir;
      }
    }
    throw new IllegalStateException("no folder above has testdata");
  }
}
