package dev.canopy.effects;

import static org.assertj.core.api.Assertions.assertThat;

import dev.canopy.json.Json;
import dev.canopy.json.JsonBoolean;
import dev.canopy.json.JsonNull;
import dev.canopy.json.JsonObject;
import dev.canopy.json.JsonString;
import dev.canopy.json.JsonValue;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The actions of the test data, each with all the effects it has. */
class EffectAnalyzerTest {
  private static final Surroundings HERE =
      new Surroundings("/work/project", "/home/ann", FileFacts.NONE);

  @TestFactory
  Stream<DynamicTest> actions() {
    return Stream.of(
            "files.jsonl", "api.jsonl", "sql.jsonl", "tools.jsonl", "money.jsonl", "shell.jsonl")
        .flatMap(file -> Cases.read(file).stream())
        .map(c -> DynamicTest.dynamicTest(name(c), () -> check(c)));
  }

  private static String name(JsonObject c) {
    return c.string("type").orElseThrow() + " " + Json.write(payload(c));
  }

  private static JsonValue payload(JsonObject c) {
    var payload = c.get("payload");
    return payload == null ? JsonNull.NULL : payload;
  }

  private static void check(JsonObject c) {
    var analysis =
        EffectAnalyzer.standard()
            .analyze(ActionType.of(c.string("type").orElseThrow()), payload(c), HERE);
    var effects = analysis.effects().stream().map(Rendering::of).toList();
    if (JsonBoolean.of(true).equals(c.get("malformed"))) {
      assertThat(analysis.malformed()).isNotNull();
      assertThat(effects).contains("unresolved");
      return;
    }
    assertThat(analysis.malformed()).isNull();
    var same = c.string("same");
    if (same.isPresent()) {
      // The spelling makes no difference: the effects are those of the plain command.
      var plain =
          EffectAnalyzer.standard()
              .analyze(ActionType.of("execute_shell"), new JsonString(same.get()), HERE);
      assertThat(new LinkedHashSet<>(effects))
          .isEqualTo(
              plain.effects().stream()
                  .map(Rendering::of)
                  .collect(Collectors.toCollection(LinkedHashSet::new)));
      return;
    }
    assertThat(effects).as("%s", List.of(analysis)).isEqualTo(Cases.texts(c, "effects"));
  }
}
