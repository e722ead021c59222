package dev.canopy.checks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What real shells did with texts, as it was recorded, must be in what we say of them. No shell is
 * needed here; {@link SoundnessLiveTest} makes the recordings.
 */
class SoundnessTest {

  @Test
  void prediction_coversWhatShellsDid() throws Exception {
    var missed = new ArrayList<String>();
    var texts = 0;
    try (var files = Files.list(Repository.root().resolve("testdata/soundness"))) {
      for (var file : files.filter(f -> f.toString().endsWith(".jsonl")).sorted().toList()) {
        for (var one : Observations.read(file)) {
          texts++;
          var miss = SoundnessRun.missed(new Prediction(one.text()), one.seen());
          if (miss != null) {
            missed.add(file.getFileName() + ": " + one.text() + "\n    " + miss);
          }
        }
      }
    }
    assertThat(missed).isEmpty();
    assertThat(texts).isGreaterThan(1_000);
  }

  @Test
  void prediction_ofWhatDidNotHappen_isNotTakenForIt() {
    var other = new Observation.Run("rm", "/w", List.of("b"));
    var elsewhere = new Observation.Run("rm", "/", List.of("a"));
    for (var run : List.of(other, elsewhere)) {
      var seen = new Observation("bash", false, List.of(run), List.of());
      assertThat(new Prediction("rm a").missed(seen)).isNotNull();
    }
    var file = new Observation("bash", false, List.of(), List.of("/w/b"));
    assertThat(new Prediction("rm a > c").missed(file)).isNotNull();
    assertThat(new Prediction("rm a > b").missed(file)).isNull();
  }
}
