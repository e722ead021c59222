package dev.canopy.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.canopy.effects.ActionType;
import dev.canopy.effects.EffectAnalyzer;
import dev.canopy.effects.FileFacts;
import dev.canopy.effects.Surroundings;
import dev.canopy.json.Json;
import dev.canopy.json.JsonException;
import dev.canopy.json.JsonObject;
import dev.canopy.json.JsonString;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * What the shipped policy answers to each known way past a guard, and to its harmless neighbours:
 * the cases of {@code testdata/decisions}.
 */
class DecisionsTest {
  private static final String CWD = "/workspace/project";
  private static final Surroundings HERE = new Surroundings(CWD, "/home/dev", FileFacts.NONE);
  private static final EffectAnalyzer ANALYZER = EffectAnalyzer.standard();

  @TestFactory
  Stream<DynamicTest> decisions() throws Exception {
    var policy = Policy.load(Policy.shippedSource("default.yaml"));
    try (var files = Files.list(TestData.folder("decisions"))) {
      return files.filter(f -> f.toString().endsWith(".jsonl")).sorted().toList().stream()
          .map(f -> DynamicTest.dynamicTest(f.getFileName().toString(), () -> areGiven(policy, f)));
    }
  }

  private static void areGiven(Policy policy, Path file) throws IOException, JsonException {
    var wanted = new ArrayList<String>();
    var found = new ArrayList<String>();
    for (var line : TestData.read(file).split("\n", -1)) {
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      var data = (JsonObject) Json.parse(line);
      var type = ActionType.of(data.string("type").orElse("execute_shell"));
      var payload = data.get("payload");
      if (payload == null) {
        payload = new JsonString(data.string("command").orElseThrow());
      }
      var context =
          (JsonObject)
              Json.of(
                  Map.of(
                      "env",
                      "development",
                      "workspace",
                      CWD,
                      "cwd",
                      CWD,
                      "safe_paths",
                      List.of("/workspace/")));
      var request = new ActionRequest(context, type, payload);
      var answer =
          PolicyEngine.evaluate(policy, request, ANALYZER.analyze(type, payload, HERE), CWD);
      var shown = data.string("class").orElseThrow() + ": " + payload;
      wanted.add(data.string("decision").orElseThrow() + " " + shown);
      found.add(answer.decision() + " " + shown);
    }
    assertThat(wanted).isNotEmpty();
    assertThat(String.join("\n", found)).isEqualTo(String.join("\n", wanted));
  }
}
