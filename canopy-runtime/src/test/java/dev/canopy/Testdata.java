package dev.canopy;

import dev.canopy.json.Json;
import dev.canopy.json.JsonException;
import dev.canopy.json.JsonObject;
import dev.canopy.policy.Policy;
import dev.canopy.policy.PolicyException;
import dev.canopy.policy.PolicySource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Finds the repository's test data. */
final class Testdata {
  private Testdata() {}

  static List<JsonObject> rows(String relative) {
    var rows = new ArrayList<JsonObject>();
    try {
      for (var line : Files.readAllLines(path(relative))) {
        rows.add((JsonObject) Json.parse(line));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (JsonException e) {
      throw new IllegalStateException(relative, e);
    }
    return rows;
  }

  static Policy policy(String text) {
    try {
      return Policy.load(new PolicySource("test.yaml", text));
    } catch (PolicyException e) {
      throw new IllegalStateException(e);
    }
  }

  static Policy policyFile(String relative) {
    try {
      return policy(Files.readString(path(relative)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

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
