package dev.canopy.effects;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.function.Consumer;

/** Reads the data files that ship with this module: lines of words, `#` lines are comments. */
final class Resources {
  private Resources() {}

  /** Hands over each line that says something, its words split at blanks. */
  static void words(String name, Consumer<String[]> line) {
    lines(name, text -> line.accept(text.split(" ", -1)));
  }

  /** Hands over each line that says something. */
  static void lines(String name, Consumer<String> line) {
    var stream = Objects.requireNonNull(Resources.class.getResourceAsStream(name), name);
    try (var reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
      for (var text = reader.readLine(); text != null; text = reader.readLine()) {
        if (!text.isEmpty() && text.charAt(0) != '#') {
          line.accept(text);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
