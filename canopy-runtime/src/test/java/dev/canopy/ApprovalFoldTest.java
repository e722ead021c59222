package dev.canopy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.canopy.json.JsonArray;
import dev.canopy.json.JsonNumber;
import dev.canopy.json.JsonObject;
import dev.canopy.json.JsonString;
import dev.canopy.json.JsonValue;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** What log entries about a request come to: {@code testdata/approvals/folds.jsonl}. */
class ApprovalFoldTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  @TestFactory
  Stream<DynamicTest> folds() {
    return Testdata.rows("approvals/folds.jsonl").stream()
        .map(row -> DynamicTest.dynamicTest(row.string("name").orElseThrow(), () -> check(row)));
  }

  private static void check(JsonObject row) {
    var book = new ApprovalBook();
    book.apply("request", request(row));
    var counted = new ArrayList<Integer>();
    var acts = (JsonArray) value(row, "acts");
    for (var i = 0; i < acts.items().size(); i++) {
      book.apply("act" + i, act((JsonObject) acts.items().get(i)));
      counted.add(entry(book).hasCounted("act" + i) ? 1 : 0);
    }
    assertThat(counted).isEqualTo(numbers(value(row, "counted")));
    assertThat(entry(book).state.name().toLowerCase(Locale.ROOT))
        .isEqualTo(row.string("state").orElseThrow());
    var status = entry(book).status(START, JsonObject.EMPTY, List.of());
    assertThat(status.usesLeft()).isEqualTo(number(value(row, "uses_left")));
    assertThat(status.history()).hasSize((int) counted.stream().filter(n -> n == 1).count());
  }

  private static JsonObject request(JsonObject row) {
    var line =
        JsonObject.builder()
            .put("ts", at(0))
            .put("action_type", "execute_shell")
            .put("decision", "REQUIRE_APPROVAL")
            .put("avid", "AVID-agent")
            .put("approval_expires", at(60));
    for (var name : List.of("owner", "caller")) {
      var stated = row.get(name);
      if (stated != null) {
        line.put(name, stated);
      }
    }
    var needs = row.get("needs");
    if (needs != null) {
      line.put("approval_needs", needs instanceof JsonArray array ? timed(array) : needs);
    }
    return line.build();
  }

  private static JsonValue timed(JsonArray needs) {
    var items = new ArrayList<JsonValue>();
    for (var item : needs.items()) {
      items.add(timed((JsonObject) item, "escalates_at"));
    }
    return new JsonArray(items);
  }

  private static JsonObject timed(JsonObject given, String name) {
    var out = JsonObject.builder();
    for (var i = 0; i < given.size(); i++) {
      var value = given.valueAt(i);
      out.put(
          given.nameAt(i),
          given.nameAt(i).equals(name) && value instanceof JsonNumber
              ? new JsonString(at(number(value)))
              : value);
    }
    return out.build();
  }

  private static JsonObject act(JsonObject given) {
    var act = timed(given, "until");
    var line =
        JsonObject.builder()
            .put("ts", at(number(value(act, "minute"))))
            .put("action_type", "approval." + act.string("do").orElseThrow())
            .put("reason", "")
            .put("avid", "AVID-agent")
            .put("approval_id", "request");
    put(line, "approver", act.get("by"));
    put(line, "approver_id", act.get("id"));
    put(line, "approver_roles", act.get("roles"));
    put(line, "approval_uses", act.get("uses"));
    put(line, "approval_until", act.get("until"));
    return line.build();
  }

  private static void put(JsonObject.Builder line, String name, @Nullable JsonValue value) {
    if (value != null) {
      line.put(name, value);
    }
  }

  private static OpenApproval entry(ApprovalBook book) {
    return Objects.requireNonNull(book.get("request"));
  }

  private static JsonValue value(JsonObject row, String name) {
    return Objects.requireNonNull(row.get(name), name);
  }

  private static int number(JsonValue value) {
    return (int) ((JsonNumber) value).value();
  }

  private static List<Integer> numbers(JsonValue value) {
    return ((JsonArray) value).items().stream().map(ApprovalFoldTest::number).toList();
  }

  private static String at(int minute) {
    return START.plusSeconds(minute * 60L).toString();
  }
}
