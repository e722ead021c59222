package dev.canopy.checks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Runs texts in real shells, in a sandbox of stubs. Opt-in, as {@code docs/soundness.md} says:
 * {@code mvn -Psoundness …}, with {@code -Dsoundness.seed}, {@code .count}, {@code .seconds},
 * {@code .shells} and {@code .record}. Where it cannot run it fails and says why.
 */
@Tag("soundness")
class SoundnessLiveTest {
  private static final Path TESTDATA = Repository.root().resolve("testdata/soundness");

  @Test
  void shells_doNothingThatWasNotSaid() throws Exception {
    var seed = Long.getLong("soundness.seed", 0);
    var count = Long.getLong("soundness.count", 2_000);
    var limit = Duration.ofSeconds(Long.getLong("soundness.seconds", 600));
    var shells = List.of(System.getProperty("soundness.shells", "bash,dash,zsh").split(",", -1));
    var seeds = SoundnessRun.seeds(TESTDATA.resolve("seeds.txt"));
    var corpora = System.getProperty("soundness.corpora");
    if (corpora != null) {
      seeds = HarmlessTexts.read(Path.of(corpora));
    }
    var found = new ArrayList<SoundnessRun.Found>();
    try (var sandbox = sandbox()) {
      var run = new SoundnessRun(sandbox, shells, seeds);
      var start = System.nanoTime();
      for (var i = seed; i < seed + count; i++) {
        if (System.nanoTime() - start > limit.toNanos()) {
          break;
        }
        run.check(i);
      }
      System.out.println(run.figures());
      found.addAll(run.found);
    }
    save(found);
    assertThat(found).isEmpty();
  }

  /** Records what shells do with the seed texts, what was found before, and generated texts. */
  @Test
  void record() throws Exception {
    var count = Long.getLong("soundness.record", 0);
    if (count == 0) {
      return;
    }
    var seeds = SoundnessRun.seeds(TESTDATA.resolve("seeds.txt"));
    var lines = new ArrayList<String>();
    try (var sandbox = sandbox()) {
      var run = new SoundnessRun(sandbox, List.of("bash", "dash", "zsh"), seeds);
      for (var i = 0L; i < count; i++) {
        var text = SoundnessRun.text(i, seeds);
        var seen = SoundnessRun.isFit(text) ? run.observe(text) : null;
        if (seen != null) {
          lines.add(new Observations(text, seen).line());
        }
      }
    }
    Files.write(TESTDATA.resolve("observed.jsonl"), lines);
  }

  static StubSandbox sandbox() throws IOException {
    var folder = Path.of("target", "soundness").toAbsolutePath();
    try {
      StubSandbox.build(folder);
      return new StubSandbox(folder);
    } catch (StubSandbox.Unavailable e) {
      throw new AssertionError("not run: " + e.getMessage(), e);
    }
  }

  private static void save(List<SoundnessRun.Found> found) throws IOException {
    var folder = Files.createDirectories(Path.of("target", "soundness", "found"));
    for (var one : found) {
      Files.writeString(
          folder.resolve(one.seed() + ".txt"), one.text() + "\n\n" + one.what() + "\n");
    }
  }
}
