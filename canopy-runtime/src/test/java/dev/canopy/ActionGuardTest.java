package dev.canopy;

import static dev.canopy.TestCanopy.AGENT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.canopy.json.JsonObject;
import dev.canopy.json.JsonString;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ActionGuardTest {
  private final Path dir;
  private final Canopy canopy;
  private final ActionGuard guard;
  private final List<String> ran = new ArrayList<>();

  ActionGuardTest(@TempDir Path dir) {
    this.dir = dir;
    canopy = TestCanopy.open(dir.resolve("audit.log"));
    guard = canopy.guard(AGENT);
  }

  @AfterEach
  void tearDown() {
    canopy.close();
  }

  @Test
  void run_whatIsAllowed() {
    assertThat(guard.run("read_file", "/srv/a", () -> "content")).isEqualTo("content");
  }

  @Test
  void run_notWhatIsDenied() {
    assertThatThrownBy(() -> guard.run("delete_file", "/srv/a", () -> ran.add("x")))
        .isInstanceOfSatisfying(
            ActionDenied.class,
            e -> {
              assertThat(e.reason()).isEqualTo("nothing is deleted");
              assertThat(e.avid()).startsWith("AVID-");
              assertThat(e.authorizationId()).hasSize(64);
              assertThat(e.getMessage()).contains(e.reason(), e.avid(), e.authorizationId());
            });
    assertThat(ran).isEmpty();
  }

  @Test
  void run_notWhatHasNoJsonForm_andSaysWhoAsked() {
    var asked = canopy.authorizeAction(AGENT, "read_file", "/srv/a").avid();

    assertThatThrownBy(() -> guard.run("read_file", new Object(), () -> ran.add("x")))
        .isInstanceOfSatisfying(ActionDenied.class, e -> assertThat(e.avid()).isEqualTo(asked));
    assertThat(ran).isEmpty();
  }

  @Test
  void run_whatNeedsApprovalOnlyWithIt() throws ApprovalException {
    var payload = Map.of("path", "/srv/a");
    var needed = new ArrayList<ApprovalRequired>();
    assertThatThrownBy(() -> guard.run("modify_file", payload, () -> ran.add("x")))
        .isInstanceOfSatisfying(ApprovalRequired.class, needed::add);
    assertThat(ran).isEmpty();
    var id = TestCanopy.approvalId(needed.get(0).result());
    canopy.approvals().approve(id, "alice", "");
    guard.run("modify_file", payload, id, judged -> ran.add("x"));
    assertThat(ran).hasSize(1);
    assertThatThrownBy(() -> guard.run("modify_file", payload, id, judged -> ran.add("x")))
        .isInstanceOf(ApprovalRequired.class);
    assertThat(ran).hasSize(1);
  }

  @Test
  void run_afterAPersonAgrees() throws IOException {
    var asking =
        guard.asking(
            "alice",
            (result, payload) -> {
              assertThat(result.reason()).isEqualTo("a person looks at changes");
              return payload.equals(new JsonString("/srv/a"));
            });
    asking.run("modify_file", "/srv/a", () -> ran.add("a"));
    asking.run("modify_file", "/srv/a", () -> ran.add("a"));
    assertThatThrownBy(() -> asking.run("modify_file", "/srv/b", () -> ran.add("b")))
        .isInstanceOf(ActionDenied.class)
        .hasMessageContaining("approval_refused");
    assertThatThrownBy(() -> asking.run("delete_file", "/srv/a", () -> ran.add("d")))
        .isInstanceOf(ActionDenied.class);
    assertThat(ran).containsExactly("a", "a");
    assertThat(Files.readString(dir.resolve("audit.log"))).contains("\"approver\":\"alice\"");
  }

  @Test
  void run_neverWithTheAgentsOwnApproval() {
    var avid = canopy.authorizeAction(AGENT, "read_file", "/srv/a").avid();
    var asking = guard.asking(avid, (result, payload) -> true);
    assertThatThrownBy(() -> asking.run("modify_file", "/srv/a", () -> ran.add("a")))
        .isInstanceOf(ApprovalRequired.class);
    assertThat(ran).isEmpty();
  }

  @Test
  void run_withThePayloadThatWasJudged() {
    var argv = new ArrayList<>(List.of("cat", "/srv/a"));
    var payload = new HashMap<String, Object>();
    payload.put("path", "/srv/a");
    payload.put("argv", argv);
    var seen =
        guard.run(
            "read_file",
            payload,
            judged -> {
              payload.put("path", "/etc/shadow");
              argv.set(1, "/etc/shadow");
              return judged.toString() + ((JsonObject) judged).get("argv");
            });
    assertThat(seen).doesNotContain("shadow").contains("/srv/a");
  }

  @Test
  void run_neverWhatChangesWhileItIsJudged() {
    assertThatThrownBy(() -> guard.run("read_file", new Object(), () -> ran.add("x")))
        .isInstanceOf(ActionDenied.class);
    assertThat(ran).isEmpty();
  }

  @Test
  void run_passesOnWhatTheActionThrows() {
    assertThatThrownBy(
            () ->
                guard.run(
                    "read_file",
                    "/srv/a",
                    () -> {
                      throw new IOException("gone");
                    }))
        .isInstanceOf(IOException.class)
        .hasMessage("gone");
  }

  @Test
  void wrap_namesTheParameters() {
    var write =
        guard.wrap(
            "read_file",
            (String path, String content) -> Map.of("path", path, "content", content),
            (path, content) -> path + content);
    assertThat(write.apply("/srv/a", "x")).isEqualTo("/srv/ax");
    var read = guard.wrap("read_file", (String path) -> path, path -> path.length());
    assertThat(read.apply("/srv/a")).isEqualTo(6);
    var delete = guard.wrap("delete_file", (String path) -> path, path -> ran.add(path));
    assertThatThrownBy(() -> delete.apply("/srv/a")).isInstanceOf(ActionDenied.class);
    assertThat(ran).isEmpty();
  }

  @Test
  void wrap_ofAnArgumentThatChangesIsDenied() throws IOException {
    var looks = new int[1];
    var read =
        guard.wrap(
            "read_file",
            (List<String> path) -> looks[0]++ == 0 ? "/srv/a" : "/etc/shadow",
            path -> ran.add("x"));
    assertThatThrownBy(() -> read.apply(List.of()))
        .isInstanceOf(ActionDenied.class)
        .hasMessageContaining("payload_changed");
    assertThat(ran).isEmpty();
    assertThat(Files.readString(dir.resolve("audit.log"))).contains("payload_changed");
  }

  @Test
  void guard_ofAnUnlikelyContextFailsAtOnce() {
    assertThatThrownBy(() -> canopy.guard(Map.of("x", Double.NaN)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void guard_copiesTheContext() {
    var context = new HashMap<String, Object>(AGENT);
    var one = canopy.guard(context);
    context.put("public_key", "pk-other");
    assertThatThrownBy(() -> one.run("delete_file", "/a", () -> 1))
        .isInstanceOfSatisfying(
            ActionDenied.class,
            e ->
                assertThat(e.avid())
                    .isEqualTo(canopy.authorizeAction(AGENT, "read_file", "/a").avid()));
  }

  @Test
  void afterTheLogIsGone_nothingRuns() {
    canopy.close();
    assertThatThrownBy(() -> guard.run("read_file", "/srv/a", () -> ran.add("x")))
        .isInstanceOf(ActionDenied.class)
        .hasMessageContaining("audit_unavailable");
    assertThat(ran).isEmpty();
  }
}
