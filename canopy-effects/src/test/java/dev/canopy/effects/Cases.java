package dev.canopy.effects;

import dev.canopy.json.Json;
import dev.canopy.json.JsonArray;
import dev.canopy.json.JsonException;
import dev.canopy.json.JsonObject;
import dev.canopy.json.JsonString;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Reads the shared test data: one JSON object a line, blank lines and `#` lines aside. */
final class Cases {
  private Cases() {}

  static List<JsonObject> read(String file) {
    try {
      var cases = new ArrayList<JsonObject>();
      for (var line : Files.readAllLines(root().resolve("testdata/effects").resolve(file))) {
        if (!line.isBlank() && !line.startsWith("#")) {
          cases.add((JsonObject) Json.parse(line));
        }
      }
      return cases;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (JsonException e) {
      throw new IllegalStateException(file, e);
    }
  }

  /** The texts of an array member; none if there is no such member. */
  static List<String> texts(JsonObject object, String name) {
    var texts = new ArrayList<String>();
    if (object.get(name) instanceof JsonArray array) {
      for (var item : array.items()) {
        texts.add(((JsonString) item).value());
      }
    }
    return texts;
  }

  static Path root() {
    var given = System.getProperty("canopy.root");
    if (given != null) {
      return Path.of(given);
    }
    var directory = Objects.requireNonNull(Path.of("").toAbsolutePath());
    while (!Files.isDirectory(directory.resolve("testdata"))) {
      directory = Objects.requireNonNull(directory.getParent(), "no testdata above");
    }
    return directory;
  }
}
