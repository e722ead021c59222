package dev.canopy;

import dev.canopy.audit.AuditEvent;
import dev.canopy.audit.AuditLog;
import dev.canopy.audit.Receipt;
import dev.canopy.json.JsonArray;
import dev.canopy.json.JsonObject;
import dev.canopy.json.JsonString;
import dev.canopy.json.JsonValue;
import dev.canopy.policy.Decision;
import dev.canopy.policy.Policy;
import dev.canopy.policy.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The one call: may this agent do this? Every answer is in the audit log, durably, before the
 * caller has it. Safe for use by many threads; close it to close the log.
 */
public final class Canopy implements AutoCloseable {
  private final DecisionMaker decisions;
  private final @Nullable AuditLog log;
  private final Approvals approvals = new Approvals();

  Canopy(DecisionMaker decisions, @Nullable AuditLog log) {
    this.decisions = decisions;
    this.log = log;
  }

  /**
   * A Canopy without configuration: the policy in {@code CANOPY_POLICY_FILE}, or the one that is
   * shipped; the log at {@code CANOPY_AUDIT_LOG_PATH}, or {@code audit.log} in the working
   * directory.
   *
   * @throws CanopyException if the policy does not load or the log does not open
   */
  public static Canopy create() {
    return builder().build();
  }

  /** Starts a Canopy that is configured by hand; what is not set is as in {@link #create}. */
  public static CanopyBuilder builder() {
    return new CanopyBuilder();
  }

  /** The policy in force. */
  public Policy policy() {
    return decisions.policy();
  }

  /**
   * Decides on an action and records the decision.
   *
   * <p>Never throws for what the agent asks: a request that is malformed, too large or has no JSON
   * form is DENY. If the decision cannot be recorded, the answer is DENY with the reason {@code
   * audit_unavailable}.
   *
   * @param agentCtx who asks and where: {@code public_key}, {@code env}, {@code safe_paths}, …
   * @param actionType what kind of action: {@code execute_shell}, {@code modify_file}, …
   * @param actionPayload a string, map, list, array or record; it is copied, not kept
   */
  public AuthorizationResult authorizeAction(
      @Nullable Map<String, ?> agentCtx,
      @Nullable String actionType,
      @Nullable Object actionPayload) {
    return authorizeActionAsync(agentCtx, actionType, actionPayload).toCompletableFuture().join();
  }

  /**
   * As {@link #authorizeAction(Map, String, Object)}, asking with an approval: if a person agreed
   * to exactly this action under this policy, REQUIRE_APPROVAL becomes ALLOW, once.
   */
  public AuthorizationResult authorizeAction(
      @Nullable Map<String, ?> agentCtx,
      @Nullable String actionType,
      @Nullable Object actionPayload,
      String approvalId) {
    return authorizeActionAsync(agentCtx, actionType, actionPayload, approvalId)
        .toCompletableFuture()
        .join();
  }

  /** As {@link #authorizeAction(Map, String, Object)}, for an agent context that is JSON. */
  public AuthorizationResult authorizeAction(
      JsonObject agentCtx, @Nullable String actionType, JsonValue actionPayload) {
    return authorize(agentCtx, actionType, actionPayload, "").toCompletableFuture().join();
  }

  /** As {@link #authorizeAction(Map, String, Object, String)}, for a context that is JSON. */
  public AuthorizationResult authorizeAction(
      JsonObject agentCtx,
      @Nullable String actionType,
      JsonValue actionPayload,
      String approvalId) {
    return authorize(agentCtx, actionType, actionPayload, approvalId).toCompletableFuture().join();
  }

  /**
   * As {@link #authorizeAction(Map, String, Object)}, without waiting for the disk: many decisions
   * share one flush. The stage never completes exceptionally.
   */
  public CompletionStage<AuthorizationResult> authorizeActionAsync(
      @Nullable Map<String, ?> agentCtx,
      @Nullable String actionType,
      @Nullable Object actionPayload) {
    return authorize(agentCtx, actionType, actionPayload, "");
  }

  /** The async twin of {@link #authorizeAction(Map, String, Object, String)}. */
  public CompletionStage<AuthorizationResult> authorizeActionAsync(
      @Nullable Map<String, ?> agentCtx,
      @Nullable String actionType,
      @Nullable Object actionPayload,
      String approvalId) {
    return authorize(agentCtx, actionType, actionPayload, approvalId);
  }

  /** Decides on an action and records nothing. The answer permits nothing. */
  public Verdict check(
      @Nullable Map<String, ?> agentCtx,
      @Nullable String actionType,
      @Nullable Object actionPayload) {
    return decisions.decide(agentCtx, actionType, actionPayload);
  }

  /** A guard that runs actions for an agent. */
  public ActionGuard guard(Map<String, ?> agentCtx) {
    return new ActionGuard(this, agentCtx);
  }

  /** The decisions that wait for a person. */
  public Approvals approvals() {
    return approvals;
  }

  private CompletionStage<AuthorizationResult> authorize(
      @Nullable Object agentCtx,
      @Nullable String actionType,
      @Nullable Object payload,
      String approvalId) {
    var verdict = decisions.decide(agentCtx, actionType, payload);
    if (log == null) {
      return CompletableFuture.completedFuture(verdict.unrecorded());
    }
    return log.append(event(verdict, actionType))
        .handle((receipt, failure) -> answer(verdict, failure == null ? receipt : null));
  }

  private static AuthorizationResult answer(Verdict verdict, @Nullable Receipt receipt) {
    var evaluation = verdict.evaluation();
    var effects = verdict.analysis().effects();
    return receipt == null
        ? new AuthorizationResult(
            Decision.DENY,
            Reasons.AUDIT_UNAVAILABLE,
            verdict.avid(),
            Severity.CRITICAL,
            List.of(),
            effects,
            "",
            null,
            null)
        : new AuthorizationResult(
            evaluation.decision(),
            evaluation.reason(),
            verdict.avid(),
            evaluation.severity(),
            evaluation.ruleIds(),
            effects,
            receipt.entryHash(),
            receipt,
            null);
  }

  private AuditEvent event(Verdict verdict, @Nullable String actionType) {
    var evaluation = verdict.evaluation();
    var request = verdict.request();
    var ruleIds = new ArrayList<JsonValue>();
    for (var id : evaluation.ruleIds()) {
      ruleIds.add(new JsonString(id));
    }
    var fields =
        JsonObject.builder()
            .put("action_type", request == null ? "" : request.type().name())
            .put("decision", evaluation.decision().name())
            .put("reason", evaluation.reason())
            .put("avid", verdict.avid())
            .build();
    var extensions =
        JsonObject.builder()
            .put("severity", evaluation.severity().wireName())
            .put("rule_ids", new JsonArray(ruleIds))
            .put("policy", policy().digest())
            .build();
    return new AuditEvent(fields, extensions);
  }

  @Override
  public void close() {
    if (log != null) {
      log.close();
    }
  }
}
