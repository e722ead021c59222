package dev.canopy.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.canopy.json.Json;
import dev.canopy.json.JsonArray;
import dev.canopy.json.JsonNumber;
import dev.canopy.json.JsonObject;
import dev.canopy.policy.Decision;
import dev.canopy.policy.Policy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EvalTest {
  private static final Path CORPUS = Testdata.root().resolve("eval");

  @Test
  void run_ofTheSmallCorpus_decidesEveryRowThatCanBeRead() throws Exception {
    var report = new Eval(Policy.standard(), null, 1).run(CORPUS, null);

    assertThat(report.outcomes()).hasSize(13);
    assertThat(report.badRows())
        .containsExactly("small.jsonl:14: unknown kind `telepathy`", report.badRows().get(1))
        .last()
        .asString()
        .startsWith("small.jsonl:15: not JSON: ");
    assertThat(report.outcomes().stream().map(o -> o.row().actionType()))
        .containsExactly(
            "execute_shell",
            "execute_shell",
            "execute_shell",
            "execute_shell",
            "execute_shell",
            "execute_shell",
            "read_file",
            "delete_file",
            "modify_file",
            "call_external_api",
            "call_tool",
            "run_code",
            "call_tool");
  }

  @Test
  void run_withTwoThreads_decidesTheSame() throws Exception {
    var one = new Eval(Policy.standard(), null, 1).run(CORPUS, null);
    var two = new Eval(Policy.standard(), null, 2).run(CORPUS, null);

    assertThat(two.outcomes().stream().map(o -> o.row().id() + o.decision()))
        .containsExactlyElementsOf(
            one.outcomes().stream().map(o -> o.row().id() + o.decision()).toList());
  }

  @Test
  void run_withAKind_takesThatKindOnly() throws Exception {
    assertThat(new Eval(Policy.standard(), "code", 1).run(CORPUS, null).outcomes()).hasSize(1);
  }

  @Test
  void mismatches_areTheRowsThatAreNotAsExpected(@TempDir Path directory) throws Exception {
    var file = directory.resolve("mismatches.jsonl");
    var report = new Eval(Policy.standard(), null, 1).run(CORPUS, file);

    var expected =
        report.outcomes().stream().filter(EvalOutcome::isMismatch).map(o -> o.row().id()).toList();
    var written = Files.readAllLines(file).stream().map(EvalTest::idOf).toList();
    assertThat(written).isEqualTo(expected);
  }

  @Test
  void json_andText_haveEveryGroup() throws Exception {
    var report = new Eval(Policy.standard(), null, 1).run(CORPUS, null);
    var json = (JsonObject) Json.parse(Json.write(report.json()));

    assertThat(json.get("decisions")).isEqualTo(JsonNumber.of(13));
    assertThat(json.get("groups"))
        .isInstanceOfSatisfying(JsonArray.class, groups -> assertThat(groups.items()).hasSize(10));
    assertThat(report.text()).contains("canopy/own", "catastrophic recall", "decisions a second");
  }

  @Test
  void metrics_weighClustersAndSources() throws Exception {
    // Source a: three near-duplicates that were allowed, one row that was not. Source b: one row.
    var outcomes =
        List.of(
            outcome("a", "one", "not_allow", Decision.ALLOW),
            outcome("a", "one", "not_allow", Decision.ALLOW),
            outcome("a", "one", "not_allow", Decision.ALLOW),
            outcome("a", "two", "not_allow", Decision.DENY),
            outcome("b", "three", "deny", Decision.REQUIRE_APPROVAL),
            outcome("b", "four", "allow", Decision.REQUIRE_APPROVAL),
            outcome("b", "five", "not_deny", Decision.DENY),
            outcome("b", "six", "any", Decision.DENY));

    var recall = EvalMetric.ATTACK_RECALL.over(outcomes);
    assertThat(recall.rows()).isEqualTo(5);
    assertThat(recall.byRow()).isCloseTo(2 / 5.0, within(1e-9));
    assertThat(recall.byCluster()).isCloseTo(2 / 3.0, within(1e-9));
    assertThat(recall.bySource()).isCloseTo((1 / 2.0 + 1) / 2, within(1e-9));
    assertThat(EvalMetric.CATASTROPHIC_RECALL.over(outcomes).byRow()).isZero();
    assertThat(EvalMetric.FRICTION.over(outcomes).byRow()).isOne();
    assertThat(EvalMetric.HARD_FALSE_POSITIVES.over(outcomes).byRow()).isEqualTo(0.5);
    assertThat(EvalMetric.BENIGN_ASKED.over(outcomes).byRow()).isEqualTo(0.5);
  }

  private static EvalOutcome outcome(
      String source, String cluster, String expect, Decision decision) throws Exception {
    var row =
        """
        {"id":"x","source":"%s","kind":"shell","input":{"command":"ls"},"label":"l",\
        "expect":"%s","cluster":"%s"}"""
            .formatted(source, expect, cluster);
    return new EvalOutcome(EvalRow.read(row.getBytes(StandardCharsets.UTF_8)), decision, 1);
  }

  private static String idOf(String line) {
    try {
      return ((JsonObject) Json.parse(line)).string("id").orElseThrow();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
