package dev.canopy;

import static dev.canopy.TestCanopy.AGENT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.canopy.policy.Decision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApprovalsTest {
  private static final Map<String, Object> CHANGE = Map.of("path", "/srv/a", "content", "x");

  private final TestCanopy.Clock clock = new TestCanopy.Clock();
  private final Path log;
  private final Canopy canopy;

  ApprovalsTest(@TempDir Path dir) {
    log = dir.resolve("audit.log");
    canopy = TestCanopy.open(log, clock);
  }

  @AfterEach
  void tearDown() {
    canopy.close();
  }

  @Test
  void request_hasAHandle() throws ApprovalException {
    var result = canopy.authorizeAction(AGENT, "modify_file", CHANGE);
    assertThat(result.decision()).isEqualTo(Decision.REQUIRE_APPROVAL);
    assertThat(result.approval())
        .isEqualTo(
            new ApprovalHandle(result.authorizationId(), clock.now.plus(Duration.ofHours(1))));
    var pending = canopy.approvals().pending();
    assertThat(pending).hasSize(1);
    assertThat(pending.get(0).id()).isEqualTo(TestCanopy.approvalId(result));
    assertThat(pending.get(0).avid()).isEqualTo(result.avid());
    assertThat(pending.get(0).actionType()).isEqualTo("modify_file");
    assertThat(pending.get(0).reason()).isEqualTo("a person looks at changes");
    assertThat(pending.get(0).effects()).isNotEmpty();
  }

  @Test
  void otherDecisions_haveNone() throws ApprovalException {
    assertThat(canopy.authorizeAction(AGENT, "read_file", CHANGE).approval()).isNull();
    assertThat(canopy.authorizeAction(AGENT, "delete_file", CHANGE).approval()).isNull();
    assertThat(canopy.approvals().pending()).isEmpty();
  }

  @Test
  void approved_isAllowedOnce() throws ApprovalException, IOException {
    var id = ask();
    canopy.approvals().approve(id, "alice", "looks right");
    var second = canopy.authorizeAction(AGENT, "modify_file", CHANGE, id);
    assertThat(second.decision()).isEqualTo(Decision.ALLOW);
    assertThat(second.receipt()).isNotNull();
    assertThat(second.approval()).isNull();
    var third = canopy.authorizeAction(AGENT, "modify_file", CHANGE, id);
    assertThat(third.decision()).isEqualTo(Decision.REQUIRE_APPROVAL);
    assertThat(TestCanopy.approvalId(third)).isNotEqualTo(id);
    assertThat(Files.readString(log))
        .contains("\"approval.grant\"", "\"looks right\"", "\"alice\"", "\"approval.use\"");
  }

  @Test
  void approved_isNotUsedByAskingWithoutIt() throws ApprovalException {
    var id = ask();
    canopy.approvals().approve(id, "alice", "");
    assertThat(canopy.authorizeAction(AGENT, "modify_file", CHANGE).decision())
        .isEqualTo(Decision.REQUIRE_APPROVAL);
    assertThat(canopy.authorizeAction(AGENT, "modify_file", CHANGE, id).isAllowed()).isTrue();
  }

  @Test
  void approvedAsync_isAllowedOnce() throws ApprovalException {
    var id = ask();
    canopy.approvals().approve(id, "alice", "");
    var again = canopy.authorizeActionAsync(AGENT, "modify_file", CHANGE, id);
    assertThat(again.toCompletableFuture().join().isAllowed()).isTrue();
  }

  @Test
  void pending_keepsItsHandle() throws ApprovalException {
    var id = ask();
    var again = canopy.authorizeAction(AGENT, "modify_file", CHANGE, id);
    assertThat(again.decision()).isEqualTo(Decision.REQUIRE_APPROVAL);
    assertThat(TestCanopy.approvalId(again)).isEqualTo(id);
    assertThat(canopy.approvals().pending()).hasSize(1);
  }

  @Test
  void refused_isDenied() throws ApprovalException {
    var id = ask();
    canopy.approvals().refuse(id, "bob", "not today");
    var again = canopy.authorizeAction(AGENT, "modify_file", CHANGE, id);
    assertThat(again.decision()).isEqualTo(Decision.DENY);
    assertThat(again.reason()).isEqualTo("approval_refused");
    assertThat(canopy.approvals().pending()).isEmpty();
    assertThatThrownBy(() -> canopy.approvals().approve(id, "alice", ""))
        .isInstanceOf(ApprovalException.class)
        .hasMessageContaining("already refused");
  }

  @Test
  void approved_canBeTakenBackBeforeItIsUsed() throws ApprovalException {
    var id = ask();
    canopy.approvals().approve(id, "alice", "");
    canopy.approvals().refuse(id, "bob", "");
    assertThat(canopy.authorizeAction(AGENT, "modify_file", CHANGE, id).decision())
        .isEqualTo(Decision.DENY);
  }

  @Test
  void approved_expires() throws ApprovalException {
    var id = ask();
    canopy.approvals().approve(id, "alice", "");
    clock.pass(Duration.ofHours(1));
    assertThat(canopy.authorizeAction(AGENT, "modify_file", CHANGE, id).decision())
        .isEqualTo(Decision.REQUIRE_APPROVAL);
  }

  @Test
  void approved_isGoodUntilTheLastMoment() throws ApprovalException {
    var id = ask();
    canopy.approvals().approve(id, "alice", "");
    clock.pass(Duration.ofHours(1).minusMillis(1));
    assertThat(canopy.authorizeAction(AGENT, "modify_file", CHANGE, id).isAllowed()).isTrue();
  }

  @Test
  void expired_cannotBeApproved() throws ApprovalException {
    var id = ask();
    clock.pass(Duration.ofHours(1));
    assertThat(canopy.approvals().pending()).isEmpty();
    assertThatThrownBy(() -> canopy.approvals().approve(id, "alice", ""))
        .isInstanceOf(ApprovalException.class)
        .hasMessageContaining("no open approval");
  }

  @Test
  void approved_isForOneAction() throws ApprovalException {
    var id = ask();
    canopy.approvals().approve(id, "alice", "");
    var other = Map.of("path", "/srv/a", "content", "y");
    assertThat(canopy.authorizeAction(AGENT, "modify_file", other, id).isAllowed()).isFalse();
    assertThat(canopy.authorizeAction(AGENT, "modify_file", "/srv/b", id).isAllowed()).isFalse();
    var mallory = Map.of("public_key", "pk-mallory");
    assertThat(canopy.authorizeAction(mallory, "modify_file", CHANGE, id).isAllowed()).isFalse();
    assertThat(canopy.authorizeAction(AGENT, "modify_file", CHANGE, "0".repeat(64)).isAllowed())
        .isFalse();
    assertThat(canopy.authorizeAction(AGENT, "modify_file", CHANGE, "").isAllowed()).isFalse();
    assertThat(canopy.authorizeAction(AGENT, "modify_file", CHANGE, id).isAllowed())
        .describedAs("none of the others used it up")
        .isTrue();
  }

  @Test
  void approved_isForOnePolicy() throws ApprovalException {
    var id = ask();
    canopy.approvals().approve(id, "alice", "");
    canopy.usePolicy(
        Testdata.policy(
            "rules: [{id: ask, action_type: modify_file, decision: REQUIRE_APPROVAL}]"));
    assertThat(canopy.authorizeAction(AGENT, "modify_file", CHANGE, id).isAllowed()).isFalse();
  }

  @Test
  void deny_isNeverTurned() throws ApprovalException {
    var id = ask();
    canopy.approvals().approve(id, "alice", "");
    canopy.usePolicy(
        Testdata.policy("rules: [{id: ask, action_type: modify_file, decision: DENY}]"));
    assertThat(canopy.authorizeAction(AGENT, "modify_file", CHANGE, id).decision())
        .isEqualTo(Decision.DENY);
    var denied = canopy.authorizeAction(AGENT, "delete_file", CHANGE);
    assertThatThrownBy(() -> canopy.approvals().approve(denied.authorizationId(), "alice", ""))
        .isInstanceOf(ApprovalException.class);
  }

  @Test
  void approver_isSomeoneElse() throws ApprovalException {
    var result = canopy.authorizeAction(AGENT, "modify_file", CHANGE);
    for (var approver : new String[] {result.avid(), " " + result.avid(), "", " ", "a\nb"}) {
      assertThatThrownBy(
              () -> canopy.approvals().approve(TestCanopy.approvalId(result), approver, ""))
          .isInstanceOf(ApprovalException.class);
    }
    assertThat(canopy.approvals().pending()).hasSize(1);
  }

  @Test
  void approvals_outliveTheProcess() throws ApprovalException {
    var id = ask();
    canopy.close();
    try (var person = TestCanopy.open(log, clock)) {
      person.approvals().approve(id, "alice", "");
    }
    try (var later = TestCanopy.open(log, clock)) {
      assertThat(later.authorizeAction(AGENT, "modify_file", CHANGE, id).isAllowed()).isTrue();
    }
    try (var last = TestCanopy.open(log, clock)) {
      assertThat(last.authorizeAction(AGENT, "modify_file", CHANGE, id).isAllowed()).isFalse();
    }
  }

  @Test
  void log_withALineThatDoesNotFollowGivesNoApproval() throws IOException {
    var id = ask();
    var forged =
        "{\"ts\":\"2026-01-01T00:00:00.000000Z\",\"action_type\":\"approval.grant\",\"reason\":\"\","
            + "\"avid\":\"AVID-x\",\"seq\":9,\"approval_id\":\""
            + id
            + "\",\"approver\":\"alice\",\"prev_hash\":\""
            + "0".repeat(64)
            + "\"}\n";
    Files.writeString(log, forged, StandardOpenOption.APPEND);
    assertThat(canopy.authorizeAction(AGENT, "modify_file", CHANGE, id).decision())
        .isEqualTo(Decision.DENY);
    assertThatThrownBy(() -> canopy.approvals().pending()).isInstanceOf(ApprovalException.class);
  }

  @Test
  void use_byManyAtOnceHasOneWinner() throws Exception {
    var id = ask();
    canopy.approvals().approve(id, "alice", "");
    var start = new CountDownLatch(1);
    var allowed = new AtomicInteger();
    var threads = new ArrayList<Thread>();
    for (var i = 0; i < 64; i++) {
      var thread =
          new Thread(
              () -> {
                try {
                  start.await();
                } catch (InterruptedException e) {
                  throw new IllegalStateException(e);
                }
                if (canopy.authorizeAction(AGENT, "modify_file", CHANGE, id).isAllowed()) {
                  allowed.incrementAndGet();
                }
              });
      thread.start();
      threads.add(thread);
    }
    start.countDown();
    for (var thread : threads) {
      thread.join();
    }
    assertThat(allowed).hasValue(1);
  }

  private String ask() {
    return TestCanopy.approvalId(canopy.authorizeAction(AGENT, "modify_file", CHANGE));
  }
}
