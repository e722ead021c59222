package dev.canopy.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.canopy.effects.ActionType;
import dev.canopy.effects.Analysis;
import dev.canopy.effects.Effect;
import dev.canopy.effects.EffectAnalyzer;
import dev.canopy.effects.FileFacts;
import dev.canopy.effects.Surroundings;
import dev.canopy.json.Json;
import dev.canopy.json.JsonException;
import dev.canopy.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * Every case under {@code testdata/policy} gets the decision, and the deciding rules, it states.
 */
class PolicySuitesTest {
  private static final EffectAnalyzer ANALYZER = EffectAnalyzer.standard();

  @TestFactory
  Stream<DynamicContainer> suites() throws IOException {
    try (var files = Files.list(TestData.folder("policy"))) {
      return files.filter(f -> f.toString().endsWith(".yaml")).sorted().toList().stream()
          .map(PolicySuitesTest::suite);
    }
  }

  private static DynamicContainer suite(Path file) {
    try {
      var tests = new ArrayList<DynamicTest>();
      for (var document :
          new Load(LoadSettings.builder().build()).loadAllFromString(TestData.read(file))) {
        var group = (Map<?, ?>) document;
        var policy = policy(group);
        for (var item : (List<?>) stated(group, "cases")) {
          var data = (Map<?, ?>) item;
          tests.add(DynamicTest.dynamicTest(data.get("id") + "", () -> check(policy, data)));
        }
      }
      return DynamicContainer.dynamicContainer(file.getFileName().toString(), tests);
    } catch (IOException | PolicyException e) {
      throw new IllegalStateException("the suite " + file + " cannot be used", e);
    }
  }

  private static Object stated(Map<?, ?> data, String key) {
    var value = data.get(key);
    if (value == null) {
      throw new IllegalArgumentException("no `" + key + "` in " + data);
    }
    return value;
  }

  private static Policy policy(Map<?, ?> group) throws PolicyException {
    var shipped = group.get("shipped");
    var policy =
        Policy.load(
            shipped == null
                ? new PolicySource("policy.yaml", (String) stated(group, "policy"))
                : Policy.shippedSource((String) shipped));
    var own = new ArrayList<String>();
    if (group.get("canopy_files") instanceof List<?> list) {
      list.forEach(item -> own.add((String) item));
    }
    return policy.guarding(own);
  }

  private static void check(Policy policy, Map<?, ?> data) throws JsonException {
    var context = data.get("agent_ctx") == null ? Map.of() : data.get("agent_ctx");
    var type = ActionType.of((String) stated(data, "action_type"));
    var request =
        new ActionRequest((JsonObject) Json.of(context), type, Json.of(data.get("action_payload")));
    var directory = request.context().string("cwd").orElse("");
    var analysis = analysis(policy, request, data, directory);

    var answer = PolicyEngine.evaluate(policy, request, analysis, directory);

    var explained = PolicyEngine.explain(policy, request, analysis, directory);
    assertThat(answer.decision().name())
        .as(() -> answer + "\neffects " + analysis)
        .isEqualTo(data.get("decision"));
    if (data.get("rules") != null) {
      assertThat(answer.ruleIds()).as(answer.toString()).isEqualTo(data.get("rules"));
    }
    if (data.get("reason") != null) {
      assertThat(answer.reason()).isEqualTo(data.get("reason"));
    }
    if (data.get("severity") != null) {
      assertThat(answer.severity().wireName()).isEqualTo(data.get("severity"));
    }
    if (data.get("terms") != null) {
      assertThat(answer.terms().stream().map(PolicySuitesTest::shown).toList())
          .isEqualTo(data.get("terms"));
    }
    assertThat(explained.evaluation()).isEqualTo(answer);
    assertThat(explained.rules().stream().filter(r -> r.decided()).map(r -> r.id()).distinct())
        .as("the explanation names the same rules")
        .isEqualTo(answer.ruleIds());
  }

  private static String shown(ApprovalTerms terms) {
    return Stream.of(
            terms.by(),
            terms.approvers(),
            Objects.requireNonNullElse(terms.expires(), ""),
            Objects.requireNonNullElse(terms.escalateAfter(), ""),
            terms.escalateTo())
        .map(part -> part.toString().isEmpty() ? "-" : part.toString())
        .collect(Collectors.joining("/"));
  }

  private static Analysis analysis(
      Policy policy, ActionRequest request, Map<?, ?> data, String directory) {
    var malformed = (@Nullable String) data.get("malformed");
    if (data.get("effects") == null && malformed == null) {
      return ANALYZER
          .withTools(policy.tools())
          .analyze(
              request.type(),
              request.payload(),
              new Surroundings(directory, "/home/agent", FileFacts.NONE));
    }
    var effects = new ArrayList<Effect>();
    if (data.get("effects") instanceof List<?> list) {
      list.forEach(item -> effects.add(EffectData.effect(item)));
    }
    return new Analysis(effects, malformed);
  }
}
