package dev.canopy.effects;

import dev.canopy.shell.Word;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Variables that change what later programs do. The list is data: {@code environment.txt}, a name,
 * and the values that do no harm; or, with {@code !} in front, the texts in a value that do.
 */
final class Environment {
  private Environment() {}

  /** What setting a variable means. */
  enum Meaning {
    HARMLESS,
    POISONS
  }

  private static final class Table {
    static final Map<String, List<String>> NAMES = read();

    private static Map<String, List<String>> read() {
      var names = new HashMap<String, List<String>>(256);
      try (var in = Environment.class.getResourceAsStream("environment.txt")) {
        if (in == null) {
          throw new IllegalStateException("the list of variables is missing");
        }
        var text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        for (var start = 0; start < text.length(); ) {
          var end = text.indexOf('\n', start);
          if (end < 0) {
            end = text.length();
          }
          if (end > start && text.charAt(start) != '#') {
            var words = ModelReader.words(text.substring(start, end));
            names.put(words.get(0), List.copyOf(words.subList(1, words.size())));
          }
          start = end + 1;
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return names;
    }
  }

  /** What setting {@code name} to {@code value} means. */
  static Meaning effectOf(String name, Word value, boolean exported, Surroundings here) {
    if (name.equals("PATH")) {
      return SearchPath.isOrdinary(value, here) ? Meaning.HARMLESS : Meaning.POISONS;
    }
    var harmless = harmlessValues(name);
    if (harmless == null) {
      return Meaning.HARMLESS;
    }
    if (harmless.contains("{project}") && SearchPath.isProjects(name, value, here)) {
      return Meaning.HARMLESS;
    }
    if (!value.isExact()) {
      return Meaning.POISONS;
    }
    var text = value.text();
    if (text.isEmpty()) {
      return Meaning.HARMLESS;
    }
    var harmful = false;
    for (var pattern : harmless) {
      if (pattern.startsWith("!")) {
        harmful = true;
        if (text.contains(pattern.substring(1))) {
          return Meaning.POISONS;
        }
      }
    }
    if (harmful) {
      return Meaning.HARMLESS;
    }
    for (var pattern : harmless) {
      if (pattern.endsWith("*")
          ? text.startsWith(pattern.substring(0, pattern.length() - 1)) && text.indexOf(' ') < 0
          : text.equals(pattern)) {
        return Meaning.HARMLESS;
      }
    }
    return Meaning.POISONS;
  }

  private static @Nullable List<String> harmlessValues(String name) {
    var exact = Table.NAMES.get(name);
    if (exact != null) {
      return exact;
    }
    // Functions exported by bash, git's configuration by numbered variables, what cargo runs.
    if (name.startsWith("BASH_FUNC_")
        || name.startsWith("GIT_CONFIG_")
        || (name.startsWith("CARGO_TARGET_")
            && (name.endsWith("_LINKER") || name.endsWith("_RUNNER")))) {
      return List.of();
    }
    return null;
  }
}
