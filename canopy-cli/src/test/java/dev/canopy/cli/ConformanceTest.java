package dev.canopy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The runner of public vectors, on a small folder of our own. */
final class ConformanceTest {
  private static final Path SMALL = Testdata.root().resolve("conformance");

  @Test
  void run_ofTheSmallFolder_passesWithTheExplainedLeftOut() throws Exception {
    var tallies = ConformanceCommand.run(SMALL);

    assertThat(tallies).allMatch(ConformanceTally::good);
    assertThat(ConformanceCommand.text(tallies))
        .isEqualTo(
            """
            suite                      passed  total  left out
            merkle/inclusion                3      3         0
            merkle/consistency              2      2         1
            merkle/subtreeinclusion         2      2         0
            merkle/subtreeconsistency       1      1         1
            ed25519                         2      2         0
            jcs                             1      1         0
            tessera-log                    16     16         0

            merkle/consistency: left out 1, roots that are no SHA-256 hashes, which we cannot be given
            merkle/subtreeconsistency: left out 1, subtrees that are no beginning of the tree
            """);
  }

  @Test
  void run_ofACaseThatIsAnsweredOtherwise_failsAndNamesIt(@TempDir Path folder) throws Exception {
    copy(SMALL, folder);
    var file = folder.resolve("merkle/testdata/inclusion/other-index.json");
    Files.writeString(file, Files.readString(file).replace("true", "false"));
    var entry = folder.resolve("tessera-log/testdata/log/tile/entries/000.p/3");
    Files.write(
        entry, Files.readString(entry).replace("three", "threE").getBytes(StandardCharsets.UTF_8));
    Files.writeString(folder.resolve("jcs/testdata/output/a.json"), "{}");
    var tallies = ConformanceCommand.run(folder);
    var text = ConformanceCommand.text(tallies);

    assertThat(text)
        .contains("other-index.json: refused, and should hold: ")
        .contains("tessera-log: entry 2 of 3: the proof leads to the root ")
        .contains("jcs: a.json: other bytes than the example has");
    assertThat(tallies.stream().filter(ConformanceTally::good).count()).isEqualTo(4);
  }

  @Test
  void run_ofAFolderWithoutASuite_isNotGood(@TempDir Path folder) throws Exception {
    var tallies = ConformanceCommand.run(folder);

    assertThat(tallies).noneMatch(ConformanceTally::good);
    assertThat(ConformanceCommand.text(tallies)).contains("ed25519: no cases found");
  }

  @Test
  void run_ofAForgedCheckpoint_fails(@TempDir Path folder) throws Exception {
    copy(SMALL, folder);
    var checkpoint = folder.resolve("tessera-log/testdata/log/checkpoint.2");
    Files.writeString(checkpoint, Files.readString(checkpoint).replace("\n2\n", "\n3\n"));
    var tally = TileLogVectors.run(folder);

    assertThat(tally.failures()).hasSize(1).first().asString().startsWith("checkpoint.2: ");
  }

  private static void copy(Path from, Path to) throws IOException {
    try (var files = Files.walk(from)) {
      for (var file : files.filter(Files::isRegularFile).toList()) {
        var target = to.resolve(from.relativize(file).toString());
        Files.createDirectories(target.getParent());
        Files.copy(file, target);
      }
    }
  }
}
