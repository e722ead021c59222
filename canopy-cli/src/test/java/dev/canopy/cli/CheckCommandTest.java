package dev.canopy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class CheckCommandTest {
  private static final String[] WORDS = {
    "--json", "--jsonl", "--ctx", "{}", "--policy", "nowhere.yaml", "execute_shell", "-", "-x"
  };

  /** Every command line of up to three of the words: read by hand or by picocli, it is the same. */
  @Test
  void readPlainly_meansWhatPicocliMeans() {
    var lines = new ArrayList<List<String>>();
    lines.add(List.of());
    for (var from = 0; lines.get(lines.size() - 1).size() < 3; from++) {
      for (var word : WORDS) {
        var line = new ArrayList<>(lines.get(from));
        line.add(word);
        lines.add(line);
      }
    }
    var plain = 0;
    for (var line : lines) {
      var args = new ArrayList<>(List.of("check"));
      args.addAll(line);
      var array = args.toArray(new String[0]);
      if (CheckCommand.readPlainly(console(new ByteArrayOutputStream()), array) != null) {
        plain++;
        var byHand = new ByteArrayOutputStream();
        var byPicocli = new ByteArrayOutputStream();
        var console = console(byPicocli);

        var code = Cli.run(console(byHand), array);

        assertThat(Cli.commandLine(console, "check").execute(array)).as("%s", args).isEqualTo(code);
        console.out().flush();
        assertThat(byHand.toString(StandardCharsets.UTF_8))
            .as("%s", args)
            .isEqualTo(byPicocli.toString(StandardCharsets.UTF_8));
      }
    }
    assertThat(plain).isGreaterThan(40);
  }

  private static Console console(ByteArrayOutputStream out) {
    var stream = new PrintStream(out, true, StandardCharsets.UTF_8);
    return new Console(
        new ByteArrayInputStream("ls".getBytes(StandardCharsets.UTF_8)),
        stream,
        stream,
        false,
        Map.of(),
        Path.of("").toAbsolutePath(),
        InstantSource.system());
  }
}
