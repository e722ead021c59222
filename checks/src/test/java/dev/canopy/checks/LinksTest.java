package dev.canopy.checks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Links between the documents lead to a file, and to a heading in it. */
final class LinksTest {
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");

  @Test
  void links_leadSomewhere() throws IOException {
    for (var document : documents()) {
      var links = LINK.matcher(Files.readString(document));
      while (links.find()) {
        var link = links.group(1);
        if (!link.contains("://")) {
          assertThat(leadsSomewhere(document, link)).as("%s: %s", document, link).isTrue();
        }
      }
    }
  }

  private static boolean leadsSomewhere(Path document, String link) throws IOException {
    var parts = link.split("#", 2);
    var target = parts[0].isEmpty() ? document : document.resolveSibling(parts[0]).normalize();
    if (parts.length == 1) {
      return Files.exists(target);
    }
    return Files.readAllLines(target).stream()
        .filter(line -> line.startsWith("#"))
        .map(LinksTest::anchor)
        .anyMatch(parts[1]::equals);
  }

  /** The anchor that forges make of a heading. */
  private static String anchor(String heading) {
    return heading
        .replaceFirst("^#+ ", "")
        .toLowerCase(Locale.ROOT)
        .replaceAll("[^a-z0-9 _-]", "")
        .replace(' ', '-');
  }

  private static List<Path> documents() throws IOException {
    var root = Repository.root();
    var documents = new ArrayList<Path>();
    try (var top = Files.list(root);
        var docs = Files.walk(root.resolve("docs"))) {
      top.filter(f -> f.toString().endsWith(".md")).forEach(documents::add);
      docs.filter(f -> f.toString().endsWith(".md")).forEach(documents::add);
    }
    return documents;
  }
}
