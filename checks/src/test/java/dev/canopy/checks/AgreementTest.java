package dev.canopy.checks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.canopy.shell.Shell;
import dev.canopy.shell.ShellDialect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Our reading of texts against that of {@code bash -n} and {@code dash -n}, and our words against
 * those that bash gave to a program: as recorded, and, opt-in, live. {@code docs/soundness.md} has
 * the figures and says where and why we differ.
 */
class AgreementTest {
  private static final Path FILE = Repository.root().resolve("testdata/soundness/agreement.jsonl");

  @Test
  void words_areThoseThatBashMade() throws Exception {
    assertThat(different(Agreement.read(FILE))).isEmpty();
  }

  @Test
  void reading_agreesWithShells() throws Exception {
    var all = Agreement.read(FILE);
    var counts = counts(all);
    assertThat(all.size()).isGreaterThan(1_000);
    assertThat(share(counts, "bash SAME", all)).as("%s", counts).isGreaterThan(0.97);
    assertThat(share(counts, "bash LAXER", all)).as("%s", counts).isLessThan(0.02);
    assertThat(share(counts, "dash STRICTER", all)).as("%s", counts).isLessThan(0.02);
    assertThat(counts.get("words SAME")).as("%s", counts).isGreaterThan(200);
  }

  @Test
  void reading_ofFaultyText_disagreesWithAShellThatTookIt() {
    assertThat(new Agreement("rm a; fi", true, true, null).reading(ShellDialect.BASH))
        .isEqualTo(Agreement.Reading.STRICTER);
    assertThat(new Agreement("rm a", false, true, null).reading(ShellDialect.BASH))
        .isEqualTo(Agreement.Reading.LAXER);
    assertThat(new Agreement("rm a", true, true, List.of("rm", "b")).splitting())
        .isEqualTo(Agreement.Splitting.DIFFERENT);
    assertThat(Shell.faults("rm a; rm b", ShellDialect.BASH)).isEmpty();
  }

  /** {@code -Psoundness -Dsoundness.agreement=3000}; with {@code -Dsoundness.record} it is kept. */
  @Test
  @Tag("soundness")
  void shells_agreeLive() throws Exception {
    var count = Long.getLong("soundness.agreement", 1_000);
    var from = Long.getLong("soundness.seed", 0);
    var seeds = SoundnessRun.seeds(Repository.root().resolve("testdata/soundness/seeds.txt"));
    var all = new ArrayList<Agreement>();
    try (var sandbox = SoundnessLiveTest.sandbox()) {
      for (var i = from; i < from + count; i++) {
        var text = SoundnessRun.agreementText(i, seeds);
        var one = SoundnessRun.isFit(text) ? Agreement.ask(sandbox, text, i % 2 == 1) : null;
        if (one != null) {
          all.add(one);
        }
      }
    }
    System.out.println(counts(all));
    if (Long.getLong("soundness.record", 0) > 0) {
      Files.write(FILE, all.stream().map(Agreement::line).toList());
    }
    assertThat(different(all)).isEmpty();
  }

  private static List<String> different(List<Agreement> all) {
    return all.stream()
        .filter(a -> a.words() != null && a.splitting() == Agreement.Splitting.DIFFERENT)
        .map(Agreement::line)
        .toList();
  }

  private static double share(Map<String, Integer> counts, String what, List<Agreement> all) {
    return (double) counts.getOrDefault(what, 0) / all.size();
  }

  private static Map<String, Integer> counts(List<Agreement> all) {
    var counts = new TreeMap<String, Integer>();
    for (var one : all) {
      counts.merge("bash " + one.reading(ShellDialect.BASH), 1, Integer::sum);
      counts.merge("dash " + one.reading(ShellDialect.SH), 1, Integer::sum);
      if (one.words() != null) {
        counts.merge("words " + one.splitting(), 1, Integer::sum);
      }
    }
    return counts;
  }
}
