package dev.canopy.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Words split as a real bash split them; {@code generate-splitting.py} asked it. */
class SplittingTest {

  @Test
  void words_areThoseOfBash() throws IOException {
    var lines = Files.readAllLines(Cases.root().resolve("testdata/shell/bash.splitting"));
    assertThat(lines).hasSizeGreaterThan(300);
    var known = 0;
    for (var line : lines) {
      var tab = line.indexOf('\t');
      var reading = Shell.read(line.substring(0, tab), ShellTest.world(ShellDialect.BASH));
      assertThat(reading.gaps()).as(line).isEmpty();
      var dump =
          reading.commands().stream()
              .filter(command -> command.words().get(0).text().equals("DUMP"))
              .findFirst()
              .orElseThrow();
      var words = dump.words().subList(1, dump.words().size());
      if (words.stream().noneMatch(Word::hasUnknown)) {
        known++;
        assertThat(shown(words)).as(line).isEqualTo(line.substring(tab + 1));
      }
    }
    // Not knowing is right, but hardly ever needed here.
    assertThat(known).isGreaterThan(lines.size() * 98 / 100);
  }

  private static String shown(List<Word> words) {
    if (words.isEmpty()) {
      return "";
    }
    var shown = new StringBuilder();
    for (var word : words) {
      shown.append('<').append(Shown.hidden(word.text())).append('>');
    }
    return shown.toString();
  }
}
