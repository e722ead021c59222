package dev.canopy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a person is shown of a request that is not what was approved. */
class ApprovalChangesTest {
  private static final Map<String, Object> AGENT = Map.of("public_key", "pk-1");

  private final Path dir;
  private final Canopy canopy;

  ApprovalChangesTest(@TempDir Path dir) throws Exception {
    this.dir = dir.toRealPath();
    canopy =
        Canopy.builder()
            .policy(
                Testdata.policy(
                    "rules: [{id: ask, action_type: \"*\", decision: REQUIRE_APPROVAL}]"))
            .auditLog(dir.resolve("audit.log"))
            .workingDirectory(this.dir)
            .build();
  }

  @AfterEach
  void tearDown() {
    canopy.close();
  }

  @Test
  void words_thatChanged() throws Exception {
    var changes = changes("execute_shell", command("deploy prod"), command("deploy prod --force"));
    assertThat(changes)
        .contains(
            new ApprovalChange("payload.command", "deploy prod", "deploy prod --force"),
            new ApprovalChange("commands", "deploy prod", "deploy prod --force"));
  }

  @Test
  void scriptThatChanged() throws Exception {
    var script = Files.writeString(dir.resolve("deploy.sh"), "echo a");
    var first = ask("execute_shell", command("bash ./deploy.sh"), "");
    canopy.approvals().approve(first, "ann", "");
    Files.writeString(script, "echo b");
    var changes = status(ask("execute_shell", command("bash ./deploy.sh"), first)).changes();
    assertThat(changes)
        .containsExactly(
            new ApprovalChange(
                "files." + script,
                "sha256:" + Sha256.hex("echo a".getBytes(java.nio.charset.StandardCharsets.UTF_8)),
                "sha256:"
                    + Sha256.hex("echo b".getBytes(java.nio.charset.StandardCharsets.UTF_8))));
  }

  @Test
  void membersThatCameAndWent() throws Exception {
    assertThat(changes("deploy", Map.of("a", 1, "old", "x"), Map.of("a", 2, "new", "y")))
        .containsExactlyInAnyOrder(
            new ApprovalChange("payload.a", "1", "2"),
            new ApprovalChange("payload.old", "x", null),
            new ApprovalChange("payload.new", null, "y"));
  }

  @Test
  void policyThatChanged() throws Exception {
    var first = ask("deploy", Map.of("a", 1), "");
    var before = canopy.policy().digest();
    canopy.usePolicy(
        Testdata.policy("rules: [{id: other, action_type: \"*\", decision: REQUIRE_APPROVAL}]"));
    assertThat(status(ask("deploy", Map.of("a", 1), first)).changes())
        .containsExactly(
            new ApprovalChange("rule_ids", "ask", "other"),
            new ApprovalChange("policy", before, canopy.policy().digest()));
  }

  /** What is masked alike still is not the same. */
  @Test
  void secretThatChanged_isNotShown() throws Exception {
    var changes =
        changes(
            "deploy", Map.of("password", "hunter2hunter2"), Map.of("password", "hunter3hunter3"));
    assertThat(changes).hasSize(1);
    assertThat(changes.get(0).part()).isEqualTo("payload_digest");
    assertThat(changes.toString()).doesNotContain("hunter");
  }

  @Test
  void approvalOfAnotherAgent_showsNothingOfIt() throws Exception {
    var theirs = ask("deploy", Map.of("plan", "secret plan"), "");
    var result =
        canopy.authorizeAction(
            Map.of("public_key", "pk-2"), "deploy", Map.of("plan", "mine"), theirs);
    assertThat(status(TestCanopy.approvalId(result)).changes()).isEmpty();
  }

  @Test
  void firstRequest_hasNone() throws Exception {
    assertThat(status(ask("deploy", Map.of("a", 1), "")).changes()).isEmpty();
    assertThat(status(ask("deploy", Map.of("a", 1), "0".repeat(64))).changes()).isEmpty();
  }

  private List<ApprovalChange> changes(String type, Object before, Object after) throws Exception {
    var first = ask(type, before, "");
    canopy.approvals().approve(first, "ann", "");
    var second = status(ask(type, after, first));
    assertThat(second.previous()).isEqualTo(first);
    return second.changes();
  }

  private ApprovalStatus status(String id) throws ApprovalException {
    return canopy.approvals().status(id).orElseThrow();
  }

  private String ask(String type, Object payload, String approval) {
    return TestCanopy.approvalId(canopy.authorizeAction(AGENT, type, payload, approval));
  }

  private static Map<String, Object> command(String text) {
    return Map.of("command", text);
  }
}
