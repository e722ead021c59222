package dev.canopy.cli;

import java.nio.file.Files;
import java.nio.file.Path;

/** Where the folder testdata of the repository is. */
final class Testdata {
  private Testdata() {}

  static Path root() {
    var given = System.getProperty("canopy.root");
    var folder = Path.of(given == null ? "" : given).toAbsolutePath();
    while (!Files.isDirectory(folder.resolve("testdata"))) {
      folder = folder.getParent();
      if (folder == null) {
        throw new IllegalStateException("no folder with testdata above the working directory");
      }
    }
    return folder.resolve("testdata");
  }
}
