package dev.canopy.shell;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The cases in {@code testdata/shell/*.txt}. A case is a block of lines: {@code # dialect NAME}
 * (for it and all after it), {@code | text} once per spelling, and then what all spellings are read
 * as, in the form of {@link Shown}. Signs such as {@code ␤} stand for characters that a line cannot
 * have.
 */
record Cases(Path file, int line, ShellDialect dialect, String text, List<String> expected) {

  @Override
  public String toString() {
    return file.getFileName() + ":" + line + " " + text;
  }

  static Path root() {
    var given = System.getProperty("canopy.root");
    for (Path at = Path.of(given == null ? "" : given).toAbsolutePath();
        at != null;
        at = at.getParent()) {
      if (Files.isDirectory(at.resolve("testdata"))) {
        return at;
      }
    }
    throw new IllegalStateException("no folder `testdata` above here");
  }

  static Stream<Cases> all() {
    try (var files = Files.list(root().resolve("testdata/shell"))) {
      return files
          .filter(file -> file.toString().endsWith(".txt"))
          .sorted()
          .flatMap(file -> in(file).stream())
          .toList()
          .stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Cases> in(Path file) {
    List<String> lines;
    try {
      lines = Files.readAllLines(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    var cases = new ArrayList<Cases>();
    var dialect = ShellDialect.ANY;
    var spellings = new ArrayList<Integer>();
    var expected = new ArrayList<String>();
    for (var i = 0; i <= lines.size(); i++) {
      var line = i < lines.size() ? lines.get(i) : "";
      if (line.startsWith("# dialect ")) {
        dialect = ShellDialect.valueOf(line.substring("# dialect ".length()).strip());
      } else if (line.startsWith("| ")) {
        spellings.add(i);
      } else if (line.startsWith("> ") || line.startsWith("= ") || line.startsWith("! ")) {
        expected.add(line);
      } else if (line.isEmpty()) {
        for (var at : spellings) {
          cases.add(
              new Cases(
                  file,
                  at + 1,
                  dialect,
                  Shown.real(lines.get(at).substring(2)),
                  List.copyOf(expected)));
        }
        spellings.clear();
        expected.clear();
      }
    }
    return cases;
  }
}
