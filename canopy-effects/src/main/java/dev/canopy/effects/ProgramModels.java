package dev.canopy.effects;

import dev.canopy.json.Json;
import dev.canopy.json.JsonException;
import dev.canopy.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The program models that are shipped, by program name. A family's file is read when one of its
 * programs is first asked for. Safe to share between threads: what is read never changes, and two
 * threads that read the same family at once get equal models.
 */
final class ProgramModels {
  private static final String FOLDER = "programs/";

  /** The models on the class path. */
  static final ProgramModels SHIPPED = new ProgramModels();

  private final ConcurrentHashMap<String, Map<String, ProgramModel>> families =
      new ConcurrentHashMap<>();

  private ProgramModels() {}

  /** Read on first use only, so that loading this class costs nothing. */
  private static final class Index {
    static final Map<String, String> FAMILIES = read();

    private static Map<String, String> read() {
      var text = new String(bytes("index.txt"), StandardCharsets.UTF_8);
      var index = new HashMap<String, String>(4096);
      var family = new HashMap<String, String>(128);
      for (var start = 0; start < text.length(); ) {
        var end = text.indexOf('\n', start);
        var space = text.indexOf(' ', start);
        if (end < 0 || space < 0 || space > end) {
          throw new IllegalStateException("the index of programs is damaged");
        }
        var name = text.substring(space + 1, end);
        var known = family.putIfAbsent(name, name);
        index.put(text.substring(start, space), known == null ? name : known);
        start = end + 1;
      }
      return index;
    }
  }

  /**
   * The model of the program with this name (no directory), or null if there is none. Version
   * suffixes are ignored: {@code python3.11}, {@code gcc-12}.
   */
  @Nullable ProgramModel find(String name) {
    if (name.length() > LONGEST_NAME) {
      return null;
    }
    var model = exactly(name);
    if (model != null) {
      return model;
    }
    var end = name.endsWith(".exe") ? name.length() - 4 : name.length();
    while (end > 0 && isVersion(name.charAt(end - 1))) {
      end--;
      if (end > 0) {
        model = exactly(name.substring(0, end));
        if (model != null) {
          return model;
        }
      }
    }
    return end > 0 && end < name.length() ? exactly(name.substring(0, end)) : null;
  }

  /** What file systems allow for the name of a file: no program has a longer one. */
  private static final int LONGEST_NAME = 255;

  private static boolean isVersion(char c) {
    return (c >= '0' && c <= '9') || c == '.' || c == '-';
  }

  private @Nullable ProgramModel exactly(String name) {
    var family = Index.FAMILIES.get(name);
    return family == null ? null : family(family).get(name);
  }

  private Map<String, ProgramModel> family(String family) {
    var models = families.get(family);
    if (models == null) {
      models = ModelReader.read(family, file(family));
      families.put(family, models);
    }
    return models;
  }

  /** The file of a family. */
  static JsonObject file(String family) {
    try {
      if (Json.parse(bytes(family + ".json")) instanceof JsonObject file) {
        return file;
      }
      throw new IllegalStateException("the models of " + family + " are not an object");
    } catch (JsonException e) {
      throw new IllegalStateException("the models of " + family + ": " + e.getMessage(), e);
    }
  }

  private static byte[] bytes(String name) {
    try (var in = ProgramModels.class.getResourceAsStream(FOLDER + name)) {
      if (in == null) {
        throw new IllegalStateException("the program models lack " + name);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
