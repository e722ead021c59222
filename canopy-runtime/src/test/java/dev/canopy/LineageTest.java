package dev.canopy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.canopy.effects.FileFacts;
import dev.canopy.effects.Surroundings;
import dev.canopy.json.JsonArray;
import dev.canopy.json.JsonNull;
import dev.canopy.json.JsonObject;
import dev.canopy.json.JsonString;
import dev.canopy.policy.Policy;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Where the runtimes before this one failed, with the policy that is shipped. */
class LineageTest {
  @TestFactory
  Stream<DynamicTest> weaknesses() {
    return cases("lineage/weaknesses.jsonl");
  }

  @TestFactory
  Stream<DynamicTest> examples() {
    return cases("lineage/examples.jsonl");
  }

  @TestFactory
  Stream<DynamicTest> identityRequests() {
    return cases("lineage/identity-requests.jsonl");
  }

  private static Stream<DynamicTest> cases(String file) {
    return Testdata.rows(file).stream()
        .map(row -> DynamicTest.dynamicTest(text(row, "id"), () -> decides(row)));
  }

  private static void decides(JsonObject row) {
    var verdict =
        new DecisionMaker(policy(row), surroundings(row), List.of())
            .decide(row.get("agent_ctx"), type(row), row.get("action_payload"));
    var result = verdict.unrecorded();
    assertThat(wanted(row)).describedAs("%s", result).contains(result.decision().name());
    row.string("reason").ifPresent(reason -> assertThat(result.reason()).isEqualTo(reason));
    row.string("avid").ifPresent(avid -> assertThat(result.avid()).isEqualTo(avid));
    row.string("severity")
        .ifPresent(severity -> assertThat(result.severity().wireName()).isEqualTo(severity));
    assertThat(Avid.isWellFormed(result.avid())).isTrue();
  }

  private static Policy policy(JsonObject row) {
    return row.string("policy")
        .map(name -> Testdata.policyFile("lineage/policies/" + name))
        .orElseGet(Policy::standard);
  }

  private static @Nullable String type(JsonObject row) {
    return row.get("action_type") == JsonNull.NULL ? null : text(row, "action_type");
  }

  private static Surroundings surroundings(JsonObject row) {
    var files = row.get("links") instanceof JsonObject links ? new Links(links) : FileFacts.NONE;
    return new Surroundings("/workspace/project", "/home/agent", files);
  }

  private static List<String> wanted(JsonObject row) {
    return ((JsonArray) Objects.requireNonNull(row.get("decision")))
        .items().stream().map(item -> ((JsonString) item).value()).toList();
  }

  private static String text(JsonObject row, String name) {
    return row.string(name).orElseThrow();
  }

  /** A disk that has these symbolic links. */
  private record Links(JsonObject links) implements FileFacts {
    @Override
    public Optional<String> realPath(String path) {
      return links.names().stream()
          .filter(link -> path.equals(link) || path.startsWith(link + "/"))
          .map(link -> text(links, link) + path.substring(link.length()))
          .findFirst();
    }

    @Override
    public boolean foldsCase() {
      return false;
    }
  }
}
