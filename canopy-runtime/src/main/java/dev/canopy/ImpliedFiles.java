package dev.canopy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** What programs run from their working directory without being told: {@code make} its makefile. */
final class ImpliedFiles {
  private ImpliedFiles() {}

  /** Read when the first action waits for a person, not at each start. */
  private static final class Table {
    static final Map<String, List<String>> BY_PROGRAM = read();
  }

  /** The names of the files; empty if the program is not known to take any. */
  static List<String> of(String program) {
    var name = program.substring(program.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
    return Table.BY_PROGRAM.getOrDefault(name, List.of());
  }

  private static Map<String, List<String>> read() {
    var table = new HashMap<String, List<String>>();
    try (var in = ImpliedFiles.class.getResourceAsStream("implied-files.txt");
        var reader =
            new BufferedReader(
                new InputStreamReader(Objects.requireNonNull(in), StandardCharsets.UTF_8))) {
      for (var line = reader.readLine(); line != null; line = reader.readLine()) {
        var colon = line.indexOf(':');
        if (colon > 0 && line.charAt(0) != '#') {
          table.put(line.substring(0, colon), Words.of(line.substring(colon + 1)));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Map.copyOf(table);
  }
}
