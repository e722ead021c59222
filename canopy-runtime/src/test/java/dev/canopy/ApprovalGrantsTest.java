package dev.canopy;

import static dev.canopy.TestCanopy.AGENT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.canopy.json.JsonObject;
import dev.canopy.json.JsonString;
import dev.canopy.policy.Decision;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may grant, how far, and what everyone who has the log sees of it. */
class ApprovalGrantsTest {
  private static final Map<String, Object> CHANGE = Map.of("path", "/srv/a", "content", "x");
  private static final Approver ANN = new Approver("ann", "", Set.of("security"));
  private static final Approver BOB = new Approver("bob", "", Set.of("security", "ops"));
  private static final Approver CID = new Approver("cid", "", Set.of("admin"));

  private final TestCanopy.Clock clock = new TestCanopy.Clock();
  private final Path log;
  private final Canopy canopy;

  ApprovalGrantsTest(@TempDir Path dir) {
    log = dir.resolve("audit.log");
    canopy =
        Canopy.builder()
            .policy(
                Testdata.policy(
                    """
                    rules:
                      - id: two
                        action_type: modify_file
                        decision: REQUIRE_APPROVAL
                        approval: {by: security, approvers: 2, expires: 30m, escalate_after: 10m, escalate_to: admin}
                      - {id: one, action_type: read_file, decision: REQUIRE_APPROVAL}
                    """))
            .auditLog(log)
            .clock(clock)
            .build();
  }

  @AfterEach
  void tearDown() {
    canopy.close();
  }

  @Test
  void grant_takesAsManyAsTheRuleSays() throws ApprovalException {
    var id = ask("modify_file", CHANGE);
    assertThat(canopy.approvals().approve(id, ANN, ApprovalGrant.ONCE, "").standing())
        .isEqualTo(ApprovalStatus.Standing.PENDING);
    assertThat(again(CHANGE, id).decision()).isEqualTo(Decision.REQUIRE_APPROVAL);
    assertThat(canopy.approvals().approve(id, BOB, ApprovalGrant.ONCE, "").standing())
        .isEqualTo(ApprovalStatus.Standing.GRANTED);
    assertThat(again(CHANGE, id).isAllowed()).isTrue();
    assertThat(again(CHANGE, id).isAllowed()).isFalse();
  }

  @Test
  void grant_bySomeoneWhoMayNot_saysWhoMay() {
    var id = ask("modify_file", CHANGE);
    refusedFor(id, CID, "this takes someone with the role `security`");
    refusedFor(id, Approver.named("dan"), "this takes someone with the role `security`");
    clock.pass(Duration.ofMinutes(10));
    refusedFor(id, Approver.named("dan"), "this takes someone with the role `admin` or `security`");
  }

  @Test
  void grant_afterItEscalated() throws ApprovalException {
    var id = ask("modify_file", CHANGE);
    canopy.approvals().approve(id, ANN, ApprovalGrant.ONCE, "");
    clock.pass(Duration.ofMinutes(10));
    canopy.approvals().approve(id, CID, ApprovalGrant.ONCE, "");
    assertThat(again(CHANGE, id).isAllowed()).isTrue();
  }

  @Test
  void request_expiresWhenTheRuleSays() {
    var result = canopy.authorizeAction(AGENT, "modify_file", CHANGE);
    assertThat(result.approval())
        .isEqualTo(
            new ApprovalHandle(
                TestCanopy.approvalId(result), clock.now.plus(Duration.ofMinutes(30))));
  }

  @Test
  void grant_twiceBySomeone_isRefused() throws ApprovalException {
    var id = ask("modify_file", CHANGE);
    canopy.approvals().approve(id, ANN, ApprovalGrant.ONCE, "");
    refusedFor(id, new Approver("Ann", "", ANN.roles()), "`Ann` has agreed already");
  }

  @Test
  void grant_byTheOwner_isRefused() throws ApprovalException {
    var context = Map.of("public_key", "pk", "owner", "ann");
    var result = canopy.authorizeAction(context, "read_file", "/srv/a");
    var id = TestCanopy.approvalId(result);
    refusedFor(id, ANN, "the agent's owner cannot decide on its request");
    refusedFor(id, Approver.named(result.avid()), "an agent cannot decide on its own request");
    assertThat(canopy.approvals().approve(id, BOB, ApprovalGrant.ONCE, "").standing())
        .isEqualTo(ApprovalStatus.Standing.GRANTED);
  }

  @Test
  void grant_forSeveralUses() throws ApprovalException {
    var id = ask("read_file", "/srv/a");
    canopy.approvals().approve(id, ANN, new ApprovalGrant(2, null), "");
    for (var left = 1; left >= 0; left--) {
      assertThat(canopy.authorizeAction(AGENT, "read_file", "/srv/a", id).isAllowed()).isTrue();
      assertThat(status(id).usesLeft()).isEqualTo(left);
    }
    assertThat(canopy.authorizeAction(AGENT, "read_file", "/srv/a", id).isAllowed()).isFalse();
  }

  @Test
  void grant_forATimeBeyondTheRequest() throws ApprovalException {
    var id = ask("read_file", "/srv/a");
    var end = clock.now.plus(Duration.ofHours(8));
    canopy.approvals().approve(id, ANN, new ApprovalGrant(ApprovalGrant.MOST_USES, end), "");
    clock.pass(Duration.ofHours(8).minusMillis(1));
    assertThat(canopy.authorizeAction(AGENT, "read_file", "/srv/a", id).isAllowed()).isTrue();
    clock.pass(Duration.ofMillis(1));
    assertThat(canopy.authorizeAction(AGENT, "read_file", "/srv/a", id).isAllowed()).isFalse();
  }

  @Test
  void grant_endsAfterNowAndWithinADay() {
    var id = ask("read_file", "/srv/a");
    for (var end : new Duration[] {Duration.ZERO, Duration.ofHours(24).plusMillis(1)}) {
      var grant = new ApprovalGrant(1, clock.now.plus(end));
      assertThatThrownBy(() -> canopy.approvals().approve(id, ANN, grant, ""))
          .isInstanceOf(ApprovalException.class)
          .hasMessageContaining("24 hours");
    }
  }

  @Test
  void revoked_isDenied() throws ApprovalException {
    var id = ask("read_file", "/srv/a");
    assertThatThrownBy(() -> canopy.approvals().revoke(id, BOB, ""))
        .isInstanceOf(ApprovalException.class)
        .hasMessageContaining("nothing to revoke");
    canopy.approvals().approve(id, ANN, new ApprovalGrant(5, null), "");
    assertThat(canopy.authorizeAction(AGENT, "read_file", "/srv/a", id).isAllowed()).isTrue();
    canopy.approvals().revoke(id, BOB, "enough");
    var after = canopy.authorizeAction(AGENT, "read_file", "/srv/a", id);
    assertThat(after.decision()).isEqualTo(Decision.DENY);
    assertThat(after.reason()).isEqualTo("approval_revoked");
  }

  @Test
  void everyoneWhoHasTheLog_seesTheSame() throws ApprovalException {
    var id = ask("modify_file", CHANGE);
    canopy.approvals().comment(id, CID, "why on a Friday?");
    canopy.approvals().approve(id, ANN, new ApprovalGrant(3, null), "fine");
    clock.pass(Duration.ofMinutes(1));
    canopy.approvals().approve(id, BOB, new ApprovalGrant(2, null), "");
    again(CHANGE, id);
    var here = canopy.approvals().all();
    assertThat(here).containsExactly(status(id));
    assertThat(Approvals.allIn(log, clock)).isEqualTo(here);
    assertThat(
            status(id).history().stream()
                .map(act -> act.kind() + " " + act.by() + " " + act.text()))
        .containsExactly("COMMENT cid why on a Friday?", "GRANT ann fine", "GRANT bob ", "USE  ");
    assertThat(status(id).usesLeft()).isEqualTo(1);
    assertThat(status(id).needs()).hasSize(1);
  }

  @Test
  void emptyComment_isRefused() {
    var id = ask("read_file", "/srv/a");
    assertThatThrownBy(() -> canopy.approvals().comment(id, ANN, " "))
        .isInstanceOf(ApprovalException.class);
  }

  /**
   * What a caller from elsewhere claims takes no approver away that is needed without the claim.
   */
  @Test
  void claims_loosenNoTerms() throws ApprovalException {
    canopy.usePolicy(
        Testdata.policy(
            """
            rules:
              - id: staging
                action_type: deploy
                decision: REQUIRE_APPROVAL
                when: {agent_ctx.env: {equals: staging}}
              - id: others
                action_type: deploy
                decision: REQUIRE_APPROVAL
                approval: {by: security}
                when: {not: {agent_ctx.env: {equals: staging}}}
            """));
    var request =
        new RemoteRequest(
            JsonObject.builder().put("agent_id", "a").build(),
            JsonObject.builder().put("env", "staging").build(),
            "deploy",
            new JsonString("x"),
            "",
            "key:k1",
            JsonObject.EMPTY);
    var id = TestCanopy.approvalId(canopy.authorize(request));
    refusedFor(id, CID, "this takes someone with the role `security`");
    refusedFor(id, new Approver("x (key:k1)", "key:k1", Set.of("security")), "an agent cannot");
    canopy.approvals().approve(id, ANN, ApprovalGrant.ONCE, "");
  }

  private void refusedFor(String id, Approver approver, String why) {
    assertThatThrownBy(() -> canopy.approvals().approve(id, approver, ApprovalGrant.ONCE, ""))
        .isInstanceOf(ApprovalException.class)
        .hasMessageContaining(why);
  }

  private ApprovalStatus status(String id) throws ApprovalException {
    return canopy.approvals().status(id).orElseThrow();
  }

  private AuthorizationResult again(Map<String, Object> payload, String id) {
    return canopy.authorizeAction(AGENT, "modify_file", payload, id);
  }

  private String ask(String type, Object payload) {
    return TestCanopy.approvalId(canopy.authorizeAction(AGENT, type, payload));
  }
}
