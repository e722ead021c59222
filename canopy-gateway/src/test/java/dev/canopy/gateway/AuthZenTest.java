package dev.canopy.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.canopy.json.Json;
import dev.canopy.json.JsonArray;
import dev.canopy.json.JsonNumber;
import dev.canopy.json.JsonObject;
import dev.canopy.json.JsonString;
import dev.canopy.json.JsonValue;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The payloads in testdata/authzen, and the way from a denial to an approval. */
@NullUnmarked // what is not there fails the test
final class AuthZenTest {
  private static final String CHANGE =
      "{\"subject\":{\"type\":\"agent\",\"id\":\"a\"},\"action\":{\"name\":\"modify_file\"},"
          + "\"resource\":{\"type\":\"file\",\"id\":\"/a\"}%s}";

  @TempDir Path directory;

  @Test
  void payloads_areAnsweredAsExpected() throws Exception {
    var file = TestGateway.repository().resolve("testdata/authzen/evaluations.jsonl");
    try (var gateway = new TestGateway(directory)) {
      var faults = new ArrayList<String>();
      for (var line : Files.readAllLines(file)) {
        var row = (JsonObject) Json.parse(line);
        var name = row.string("name").orElseThrow();
        var answer =
            gateway.ask(Wire.post(row.string("path").orElseThrow(), Json.write(row.get("body"))));
        if (answer.status() != (int) ((JsonNumber) row.get("status")).value()) {
          faults.add(name + ": status " + answer.status() + " " + answer.body());
        } else if (row.get("expect") != null && !contains(answer.json(), row.get("expect"))) {
          faults.add(name + ": " + answer.body());
        }
      }
      assertThat(String.join("\n", faults)).isEmpty();
    }
  }

  @Test
  void denial_leadsToAnApprovalAndThatToAPermitOnce() throws Exception {
    try (var gateway = new TestGateway(directory)) {
      var denied = gateway.ask(Wire.post(AuthZen.EVALUATION, CHANGE.formatted("")));
      var request = (JsonObject) ((JsonObject) denied.json().get("context")).get("access_request");
      var id = ((JsonObject) request.get("template")).string("evaluation_id").orElseThrow();
      var asked =
          gateway.ask(
              Wire.post(AuthZen.REQUEST, "{\"denial\":{\"evaluation_id\":\"" + id + "\"}}"));
      assertThat(asked.status()).isEqualTo(201);
      assertThat(task(asked).string("status")).hasValue("pending");

      gateway.canopy.approvals().approve(id, "ann", "");

      var granted = gateway.ask(Wire.get(AuthZen.REQUEST + "/" + id));
      assertThat(task(granted).string("status")).hasValue("approved");
      assertThat(((JsonObject) task(granted).get("result")).string("mode")).hasValue("reevaluate");
      var again = CHANGE.formatted(",\"context\":{\"approval\":{\"id\":\"" + id + "\"}}");
      assertThat(gateway.ask(Wire.post(AuthZen.EVALUATION, again)).body())
          .startsWith("{\"decision\":true");
      assertThat(gateway.ask(Wire.post(AuthZen.EVALUATION, again)).body())
          .startsWith("{\"decision\":false");
    }
  }

  @Test
  void configuration_namesWhatThereIsAndNoSearch() {
    try (var gateway = new TestGateway(directory)) {
      var found = gateway.ask(Wire.get("/.well-known/authzen-configuration"));

      assertThat(found.text("access_evaluation_endpoint"))
          .isEqualTo("http://127.0.0.1/access/v1/evaluation");
      assertThat(found.body()).doesNotContain("search");
    }
  }

  private static JsonObject task(Wire.Answer answer) {
    return (JsonObject) answer.json().get("task");
  }

  private static boolean contains(JsonValue found, JsonValue wanted) {
    if (wanted instanceof JsonObject w) {
      return found instanceof JsonObject f
          && w.names().stream()
              .allMatch(name -> f.get(name) != null && contains(f.get(name), w.get(name)));
    }
    if (wanted instanceof JsonArray w) {
      if (!(found instanceof JsonArray f) || f.items().size() != w.items().size()) {
        return false;
      }
      for (var i = 0; i < w.items().size(); i++) {
        if (!contains(f.items().get(i), w.items().get(i))) {
          return false;
        }
      }
      return true;
    }
    return wanted.equals(new JsonString("*"))
        ? found instanceof JsonString s && !s.value().isEmpty()
        : wanted.equals(found);
  }
}
