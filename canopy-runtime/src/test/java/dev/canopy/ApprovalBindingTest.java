package dev.canopy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.canopy.json.Json;
import dev.canopy.json.JsonException;
import dev.canopy.json.JsonObject;
import dev.canopy.json.JsonString;
import dev.canopy.json.JsonValue;
import dev.canopy.policy.Decision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** What an approval is for: the rows of {@code testdata/approvals/binding.jsonl}. */
class ApprovalBindingTest {
  private static final String ASK =
      "rules: [{id: ask, action_type: \"*\", decision: REQUIRE_APPROVAL}]\n";

  private final Path temporary;
  private int count;

  ApprovalBindingTest(@TempDir Path temporary) {
    this.temporary = temporary;
  }

  @TestFactory
  Stream<DynamicTest> binding() {
    return Testdata.rows("approvals/binding.jsonl").stream()
        .map(row -> DynamicTest.dynamicTest(text(row, "name"), () -> check(row)));
  }

  private void check(JsonObject row) throws Exception {
    var place = Files.createDirectories(temporary.resolve("case" + count++)).toRealPath();
    var dir = Files.createDirectories(place.resolve("work"));
    var again = (JsonObject) Objects.requireNonNull(row.get("again"));
    try (var canopy =
        Canopy.builder()
            .policy(Testdata.policy(ASK))
            .auditLog(place.resolve("audit.log"))
            .workingDirectory(dir)
            .build()) {
      write(dir, row);
      var first = ask(canopy, row, row, dir, "");
      assertThat(first.decision()).isEqualTo(Decision.REQUIRE_APPROVAL);
      var id = TestCanopy.approvalId(first);
      canopy.approvals().approve(id, "ann", "");
      write(dir, again);
      var policy = again.get("policy");
      if (policy instanceof JsonString text) {
        canopy.usePolicy(Testdata.policy(text.value()));
      }
      var second = ask(canopy, row, again, dir, id);
      assertThat(second.isAllowed()).isEqualTo(Objects.equals(row.get("granted"), TRUE));
    }
  }

  private static final JsonValue TRUE = value("true");

  private static AuthorizationResult ask(
      Canopy canopy, JsonObject row, JsonObject first, Path dir, String id) {
    var context = either(row, first, "agent_ctx");
    return canopy.authorizeAction(
        context == null ? JsonObject.EMPTY : (JsonObject) placed(context, dir),
        ((JsonString) Objects.requireNonNull(either(row, first, "type"))).value(),
        placed(Objects.requireNonNull(either(row, first, "payload")), dir),
        id);
  }

  private static @org.jspecify.annotations.Nullable JsonValue either(
      JsonObject row, JsonObject first, String name) {
    var value = first.get(name);
    return value == null ? row.get(name) : value;
  }

  private static JsonValue placed(JsonValue value, Path dir) {
    return value(Json.write(value).replace("{dir}", dir.toString()));
  }

  private static JsonValue value(String text) {
    try {
      return Json.parse(text);
    } catch (JsonException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Makes the files of a row as it names them, in its order. */
  private static void write(Path dir, JsonObject row) throws IOException {
    if (!(row.get("files") instanceof JsonObject files)) {
      return;
    }
    for (var i = 0; i < files.size(); i++) {
      var file = dir.resolve(files.nameAt(i));
      delete(file);
      if (files.valueAt(i) instanceof JsonString text) {
        Files.createDirectories(Objects.requireNonNull(file.getParent()));
        if (text.value().startsWith("-> ")) {
          Files.createSymbolicLink(file, Path.of(text.value().substring(3)));
        } else {
          Files.writeString(file, text.value());
        }
      }
    }
  }

  private static void delete(Path file) throws IOException {
    if (!Files.exists(file)) {
      return;
    }
    try (var all = Files.walk(file)) {
      for (var each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }

  private static String text(JsonObject row, String name) {
    return row.string(name).orElseThrow();
  }
}
