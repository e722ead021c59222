package dev.canopy.policy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Finds the repository's language-neutral test data. */
final class TestData {
  private TestData() {}

  static Path folder(String name) {
    var root = System.getProperty("canopy.root");
    for (var at = Path.of(root == null ? "" : root).toAbsolutePath(); at != null; ) {
      if (Files.isDirectory(at.resolve("testdata"))) {
        return at.resolve("testdata").resolve(name);
      }
      at = at.getParent();
    }
    throw new IllegalStateException("no testdata above here");
  }

  static String read(Path file) throws IOException {
    return Files.readString(file);
  }
}
