package dev.canopy;

import static dev.canopy.TestCanopy.AGENT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.canopy.audit.AuditException;
import dev.canopy.audit.AuditReader;
import dev.canopy.audit.Disclosures;
import dev.canopy.json.Json;
import dev.canopy.json.JsonObject;
import dev.canopy.json.JsonString;
import dev.canopy.json.JsonValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What of a payload gets into the files, under each policy. */
class LoggedPayloadTest {
  private static final String RULES =
      """
      rules:
        - {id: ask, action_type: modify_file, decision: REQUIRE_APPROVAL}
        - {id: go, action_type: "*", decision: ALLOW}
      """;
  private static final String SECRET = "ghp_abcdefghijklmnopqrstuvwxyz0123456789";

  private final Path dir;
  private int logs;

  LoggedPayloadTest(@TempDir Path dir) {
    this.dir = dir;
  }

  /** The last entry, its values, and all that was written. */
  private record Logged(JsonObject entry, Map<String, JsonValue> values, String written) {}

  private Logged log(String rules, String type, Object payload) throws Exception {
    var log = dir.resolve("audit" + logs++ + ".log");
    try (var canopy =
        Canopy.builder().policy(Testdata.policy(RULES + rules)).auditLog(log).build()) {
      canopy.authorizeAction(AGENT, type, payload);
    }
    return read(log);
  }

  private static Logged read(Path log) throws AuditException, IOException {
    var entry = JsonObject.EMPTY;
    try (var reader = AuditReader.open(log)) {
      for (var next = reader.poll(); next.isPresent(); next = reader.poll()) {
        entry = next.get().json();
      }
    }
    var beside = Disclosures.pathFor(log);
    var written = Files.readString(log) + (Files.exists(beside) ? Files.readString(beside) : "");
    return new Logged(entry, TestCanopy.disclosed(log, entry), written);
  }

  @Test
  void fields_areCommittedEachByItself() throws Exception {
    var logged = log("", "write_file", Map.of("path", "/srv/a", "content", "hello"));
    assertThat(logged.values()).containsOnlyKeys("payload.path", "payload.content", "judged");
    assertThat(Json.write(logged.entry())).doesNotContain("/srv/a").doesNotContain("hello");
    assertThat(logged.entry().get("payload")).isNull();
  }

  @Test
  void text_isTheFieldOfItsType() throws Exception {
    assertThat(log("", "execute_shell", "ls -la").values())
        .containsEntry("payload", new JsonString("ls -la"));
    assertThat(log("log: {never: [command]}", "execute_shell", "ls -la /x").written())
        .doesNotContain("ls -la")
        .doesNotContain("/x");
    assertThat(log("log: {clear: [command]}", "execute_shell", "ls -la").entry().get("payload"))
        .isEqualTo(JsonObject.builder().put("command", "ls -la").build());
  }

  @Test
  void clear_isInTheLine_never_isNowhere() throws Exception {
    var payload = Map.of("path", "/srv/a", "content", "hello", "mode", "x1y2");
    var logged = log("log: {clear: [path], never: [content]}", "read_file", payload);
    assertThat(logged.entry().get("payload"))
        .isEqualTo(JsonObject.builder().put("path", "/srv/a").build());
    assertThat(logged.values()).containsOnlyKeys("payload.mode");
    assertThat(logged.written()).doesNotContain("hello");
  }

  @Test
  void none_keepsNothing() throws Exception {
    var payload = Map.of("path", "/srv/a", "content", "hello");
    var logged = log("log: {payload: none}", "read_file", payload);
    assertThat(logged.values()).isEmpty();
    assertThat(logged.written()).doesNotContain("/srv/a").doesNotContain("hello");
    // What a person is to approve is known by digest, or it could not be approved.
    var asked = log("log: {payload: none}", "modify_file", payload);
    assertThat(asked.values()).containsOnlyKeys("judged");
    assertThat(asked.written()).doesNotContain("/srv/a").doesNotContain("hello");
  }

  @Test
  void secrets_neverReachAFile() throws Exception {
    for (var payload :
        List.<Object>of(
            "curl -H 'X: " + SECRET + "' https://example.com",
            List.of("tool", "--password", "hunter2hunter2", SECRET),
            Map.of("url", "https://x:" + SECRET + "@example.com/", "password", "hunter2hunter2"),
            Map.of("headers", Map.of("Authorization", "Bearer " + SECRET)),
            Map.of(SECRET, "x"),
            Map.of("path", "/srv/" + SECRET))) {
      for (var rules : List.of("", "log: {clear: [command, url, headers, path]}")) {
        for (var type :
            List.of("execute_shell", "read_file", "modify_file", "call_external_api", SECRET)) {
          assertThat(log(rules, type, payload).written())
              .doesNotContain(SECRET)
              .doesNotContain("hunter2");
        }
      }
    }
  }

  @Test
  void secretsOfPeopleAndTraces_neverReachAFile() throws Exception {
    var log = dir.resolve("audit.log");
    try (var canopy = Canopy.builder().policy(Testdata.policy(RULES)).auditLog(log).build()) {
      var context = new HashMap<String, Object>(AGENT);
      context.put("trace_id", SECRET);
      var asked = canopy.authorizeAction(context, "modify_file", "/srv/a", SECRET);
      canopy.approvals().approve(TestCanopy.approvalId(asked), "alice", "because " + SECRET);
    }
    assertThat(read(log).written()).doesNotContain(SECRET);
  }

  @Test
  void digestOfASecret_isKeptOnlyForAnApproval() throws Exception {
    var payload = Map.of("path", "/srv/a", "password", "hunter2hunter2");
    assertThat(log("", "read_file", payload).values()).doesNotContainKey("judged");
    var judged = TestCanopy.object(log("", "modify_file", payload).values(), "judged");
    assertThat(judged.names()).containsExactly("payload_digest", "effect_digest", "action_digest");
  }

  @Test
  void oddNames_doNotStandInClear() throws Exception {
    for (var name : List.of("jane@example.com", "a b", "é", "x".repeat(65), "")) {
      var logged = log("", "read_file", Map.of("path", "/srv/a", name, 1));
      assertThat(logged.values()).containsOnlyKeys("payload", "judged");
      assertThat(Json.write(logged.entry())).doesNotContain("jane");
    }
    var many = new HashMap<String, Object>();
    for (var i = 0; i < 33; i++) {
      many.put("f" + i, i);
    }
    assertThat(log("", "read_file", many).values()).containsOnlyKeys("payload", "judged");
  }

  @Test
  void longValues_areCut() throws Exception {
    var text = "é".repeat(100_000);
    var value =
        TestCanopy.object(
            log("", "read_file", Map.of("content", text)).values(), "payload.content");
    assertThat(value.string("begins").orElseThrow()).startsWith("ééé").hasSize(1_024);
    assertThat(Json.write(value)).contains("\"bytes\":200000");
  }

  @Test
  void approval_whosePayloadWasErased_cannotBeUsed() throws Exception {
    var log = dir.resolve("audit.log");
    try (var canopy = Canopy.builder().policy(Testdata.policy(RULES)).auditLog(log).build()) {
      var payload = Map.of("path", "/srv/a");
      var id = TestCanopy.approvalId(canopy.authorizeAction(AGENT, "modify_file", payload));
      var pending = canopy.approvals().pending().get(0);
      assertThat(pending.disclosed())
          .isEqualTo(JsonObject.builder().put("payload.path", "/srv/a").build());
      assertThat(pending.payloadDigest()).startsWith("sha256:");
      canopy.approvals().approve(id, "alice", "");
      Files.writeString(Disclosures.pathFor(log), "");
      assertThat(canopy.authorizeAction(AGENT, "modify_file", payload, id).isAllowed()).isFalse();
    }
  }
}
