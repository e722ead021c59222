package dev.canopy.checks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A fenced block of a Markdown file.
 *
 * @param place {@code file:line} of the fence
 * @param language the word behind the fence
 * @param checked whether the line {@code <!-- run -->} stands before it
 */
record Snippet(String place, String language, String text, boolean checked) {

  /** The blocks of README.md and of everything below docs/. */
  static List<Snippet> all() {
    var snippets = new ArrayList<Snippet>();
    var root = Repository.root();
    snippets.addAll(of(root, root.resolve("README.md")));
    try (var files = Files.walk(root.resolve("docs"))) {
      for (var file : files.filter(f -> f.toString().endsWith(".md")).sorted().toList()) {
        snippets.addAll(of(root, file));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return snippets;
  }

  private static List<Snippet> of(Path root, Path file) {
    List<String> lines;
    try {
      lines = Files.readAllLines(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    var found = new ArrayList<Snippet>();
    for (var i = 0; i < lines.size(); i++) {
      var line = lines.get(i);
      if (!line.startsWith("```")) {
        continue;
      }
      var checked = i > 0 && lines.get(i - 1).equals("<!-- run -->");
      var place = root.relativize(file) + ":" + (i + 1);
      var text = new StringBuilder();
      for (i++; i < lines.size() && !lines.get(i).equals("```"); i++) {
        text.append(lines.get(i)).append('\n');
      }
      found.add(new Snippet(place, line.substring(3).strip(), text.toString(), checked));
    }
    return found;
  }
}
