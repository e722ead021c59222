package dev.canopy;

import dev.canopy.audit.AuditEvent;
import dev.canopy.audit.AuditException;
import dev.canopy.audit.Publication;
import dev.canopy.audit.Receipt;
import dev.canopy.audit.TlogProof;
import dev.canopy.json.Json;
import dev.canopy.json.JsonException;
import dev.canopy.json.JsonObject;
import dev.canopy.json.JsonValue;
import dev.canopy.policy.Decision;
import dev.canopy.policy.Policy;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The one call: may this agent do this? Every answer is in the audit log, durably, before the
 * caller has it. Safe for use by many threads; close it to close the log.
 *
 * <p>Nothing that an agent asks makes it throw. A request that is malformed, too large or has no
 * JSON form is DENY. If the decision cannot be recorded, the answer is DENY with the reason {@code
 * audit_unavailable}; if Canopy itself fails, DENY with {@code internal_error}.
 */
public final class Canopy implements AutoCloseable {
  private final @Nullable Recorder log;
  private final Approvals approvals;
  private final Salts salts = new Salts(new SecureRandom()::nextBytes);
  private final Outcomes outcomes;
  private final Path file;
  private volatile DecisionMaker decisions;

  Canopy(DecisionMaker decisions, @Nullable Recorder log, Approvals approvals, Path file) {
    this.decisions = decisions;
    this.log = log;
    this.approvals = approvals;
    this.file = file;
    this.outcomes = new Outcomes(log, file, salts);
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

  /** Decides by another policy from now on; decisions under way keep theirs. */
  public void usePolicy(Policy policy) {
    decisions = decisions.with(policy);
  }

  /**
   * Decides on an action and records the decision. Returns when the record is durable.
   *
   * @param agentCtx who asks and where: {@code public_key}, {@code env}, {@code safe_paths}, …
   * @param actionType what kind of action: {@code execute_shell}, {@code modify_file}, …
   * @param actionPayload a string, map, list, array or record; it is copied, not kept
   */
  public AuthorizationResult authorizeAction(
      @Nullable Map<String, ?> agentCtx,
      @Nullable String actionType,
      @Nullable Object actionPayload) {
    return decideAndWait(agentCtx, actionType, actionPayload, "");
  }

  /**
   * Asks again, with an approval: if a person has agreed to exactly this action, as it is judged
   * now, REQUIRE_APPROVAL becomes ALLOW, once. DENY never does.
   */
  public AuthorizationResult authorizeAction(
      @Nullable Map<String, ?> agentCtx,
      @Nullable String actionType,
      @Nullable Object actionPayload,
      @Nullable String approvalId) {
    return decideAndWait(agentCtx, actionType, actionPayload, approvalId);
  }

  /** As {@link #authorizeAction(Map, String, Object)}, for what is JSON already. */
  public AuthorizationResult authorizeAction(
      JsonObject agentCtx, @Nullable String actionType, JsonValue actionPayload) {
    return decideAndWait(agentCtx, actionType, actionPayload, "");
  }

  /** As {@link #authorizeAction(Map, String, Object, String)}, for what is JSON already. */
  public AuthorizationResult authorizeAction(
      JsonObject agentCtx,
      @Nullable String actionType,
      JsonValue actionPayload,
      @Nullable String approvalId) {
    return decideAndWait(agentCtx, actionType, actionPayload, approvalId);
  }

  /**
   * As {@link #authorizeAction(Map, String, Object)}, without waiting for the disk: thousands of
   * decisions share one flush. The decision is made, and the payload copied, before this returns;
   * the stage completes when the record is durable, and never exceptionally.
   */
  public CompletionStage<AuthorizationResult> authorizeActionAsync(
      @Nullable Map<String, ?> agentCtx,
      @Nullable String actionType,
      @Nullable Object actionPayload) {
    return decideAsync(agentCtx, actionType, actionPayload, "");
  }

  /** The async twin of {@link #authorizeAction(Map, String, Object, String)}. */
  public CompletionStage<AuthorizationResult> authorizeActionAsync(
      @Nullable Map<String, ?> agentCtx,
      @Nullable String actionType,
      @Nullable Object actionPayload,
      @Nullable String approvalId) {
    return decideAsync(agentCtx, actionType, actionPayload, approvalId);
  }

  /**
   * Decides on a request that comes from another process, which may say of itself what it likes,
   * and records the decision. Returns when the record is durable.
   */
  public AuthorizationResult authorize(RemoteRequest request) {
    var current = decisions;
    var verdict = decide(current, request);
    return log == null
        ? verdict.unrecorded()
        : recordAndWait(verdict, current.policy(), request.approvalId(), asked(verdict, request));
  }

  /**
   * As {@link #authorize}, without waiting for the disk. Not for a request with an approval: that
   * takes turns with others, and its stage is completed on a thread of the common pool.
   */
  public CompletionStage<AuthorizationResult> authorizeAsync(RemoteRequest request) {
    var current = decisions;
    var verdict = decide(current, request);
    return recordAsync(verdict, current.policy(), request.approvalId(), asked(verdict, request));
  }

  private static Verdict decide(DecisionMaker current, RemoteRequest request) {
    try {
      return Claims.decide(current, request);
    } catch (RuntimeException | Error e) {
      return DecisionMaker.internalError(e);
    }
  }

  private static DecisionEntry.Asked asked(Verdict verdict, RemoteRequest request) {
    var isProven = !request.caller().isEmpty() && verdict.avid().equals(Avid.of(request.known()));
    return new DecisionEntry.Asked(isProven ? "verified" : "asserted", Claims.notes(request));
  }

  /** Why no decision can be recorded, so that every answer is DENY; empty if one can. */
  public Optional<String> trouble() {
    return log == null ? Optional.of("there is no log") : log.trouble();
  }

  /** How far the log's checkpoints are published; empty if its options name nobody. */
  public Optional<Publication> publication() {
    return log == null ? Optional.empty() : log.publication();
  }

  /** The log's own file; empty if nothing is recorded. */
  public Optional<Path> logFile() {
    return log == null ? Optional.empty() : Optional.of(file);
  }

  /** Decides on an action and records nothing. The answer permits nothing. */
  public Verdict check(
      @Nullable Map<String, ?> agentCtx,
      @Nullable String actionType,
      @Nullable Object actionPayload) {
    return decisions.decide(agentCtx, actionType, actionPayload);
  }

  /** As {@link #check(Map, String, Object)}, for what is JSON already. */
  public Verdict check(JsonObject agentCtx, @Nullable String actionType, JsonValue actionPayload) {
    return decisions.decide(agentCtx, actionType, actionPayload);
  }

  /**
   * A guard that runs the actions of one agent. The context is copied.
   *
   * @throws IllegalArgumentException if the context has no JSON form
   */
  public ActionGuard guard(Map<String, ?> agentCtx) {
    try {
      if (Json.of(agentCtx) instanceof JsonObject context) {
        return new ActionGuard(this, context);
      }
    } catch (JsonException e) {
      throw new IllegalArgumentException(
          "the agent context has no JSON form: " + e.getMessage(), e);
    }
    throw new IllegalArgumentException("the agent context is no object");
  }

  /**
   * Records what became of an action, once: exit status, duration, and a digest of what it gave
   * back. A guard does it by itself. An action that ran although it was not allowed can be attested
   * to as well; that it ran is worth recording.
   *
   * @param authorizationId of the answer that let it run
   * @return where in the log the outcome is, durably
   * @throws AttestationException if there is no such decision in the log, it has an outcome
   *     already, or the outcome cannot be recorded
   */
  public Receipt attest(String authorizationId, ActionOutcome outcome) throws AttestationException {
    return outcomes.attest(authorizationId, outcome);
  }

  /**
   * The receipt of a decision: it proves offline, to whoever has the log's public key, that the
   * decision is in the log. A decision that no checkpoint covers yet is signed for it, which takes
   * a flush of the disk.
   *
   * @param authorizationId of the answer
   * @throws AuditException if the log has no such entry, or cannot be read or signed
   */
  public TlogProof receipt(String authorizationId) throws AuditException {
    if (log == null) {
      throw new AuditException("there is no log");
    }
    return log.receipt(authorizationId);
  }

  /** The decisions that wait for a person. */
  public Approvals approvals() {
    return approvals;
  }

  /** Closes the log. Later requests are DENY, {@code audit_unavailable}. */
  @Override
  public void close() {
    if (log != null) {
      log.close();
    }
    approvals.close();
  }

  AuthorizationResult decideAndWait(
      @Nullable Object agentCtx,
      @Nullable String actionType,
      @Nullable Object payload,
      @Nullable String approvalId) {
    var current = decisions;
    var verdict = current.decide(agentCtx, actionType, payload);
    if (log == null) {
      return verdict.unrecorded();
    }
    return recordAndWait(
        verdict, current.policy(), approvalId == null ? "" : approvalId, DecisionEntry.Asked.HERE);
  }

  private CompletionStage<AuthorizationResult> decideAsync(
      @Nullable Object agentCtx,
      @Nullable String actionType,
      @Nullable Object payload,
      @Nullable String approvalId) {
    var current = decisions;
    var verdict = current.decide(agentCtx, actionType, payload);
    return recordAsync(
        verdict, current.policy(), approvalId == null ? "" : approvalId, DecisionEntry.Asked.HERE);
  }

  private CompletionStage<AuthorizationResult> recordAsync(
      Verdict verdict, Policy policy, String id, DecisionEntry.Asked asked) {
    if (log == null) {
      return CompletableFuture.completedFuture(verdict.unrecorded());
    }
    if (isAskedAgain(verdict, id)) {
      return CompletableFuture.supplyAsync(() -> recordAndWait(verdict, policy, id, asked));
    }
    var recording = record(verdict, policy, id, asked);
    return recording
        .receipt()
        .handle((receipt, failure) -> known(recording.answer(failure == null ? receipt : null)));
  }

  private static boolean isAskedAgain(Verdict verdict, String approvalId) {
    return !approvalId.isEmpty() && verdict.evaluation().decision() == Decision.REQUIRE_APPROVAL;
  }

  /** Records a verdict that is DENY for a reason that came up after it. */
  AuthorizationResult deny(
      JsonObject agentCtx, String actionType, JsonValue payload, String reason) {
    var current = decisions;
    var verdict = current.decide(agentCtx, actionType, payload).with(Decision.DENY, reason);
    return log == null
        ? verdict.unrecorded()
        : recordAndWait(verdict, current.policy(), "", DecisionEntry.Asked.HERE);
  }

  private AuthorizationResult recordAndWait(
      Verdict verdict, Policy policy, String approvalId, DecisionEntry.Asked asked) {
    var recording =
        isAskedAgain(verdict, approvalId)
            ? recordAskedAgain(verdict, policy, approvalId, asked)
            : record(verdict, policy, approvalId, asked);
    try {
      return known(recording.answer(recording.receipt().toCompletableFuture().join()));
    } catch (RuntimeException | Error e) { // it is not in the log, whatever the log's trouble is
      return recording.answer(null);
    }
  }

  /** An answer whose outcome may come. */
  private AuthorizationResult known(AuthorizationResult result) {
    if (result.isAllowed()) {
      outcomes.decided(result.authorizationId(), result.avid());
    }
    return result;
  }

  private AuditEvent entry(
      Verdict verdict,
      Policy policy,
      String approvalId,
      @Nullable Instant expires,
      DecisionEntry.Asked asked) {
    var request = verdict.request();
    var bound =
        request != null && verdict.evaluation().decision() == Decision.REQUIRE_APPROVAL
            ? decisions.bound(request, verdict.analysis().effects())
            : null;
    return DecisionEntry.of(
        verdict,
        policy.digest(),
        policy.logRules(),
        salts,
        approvalId,
        expires,
        asked,
        bound,
        approvals.needs(verdict.evaluation().terms()));
  }

  private Recording record(
      Verdict verdict, Policy policy, String approvalId, DecisionEntry.Asked asked) {
    try {
      var expires =
          verdict.evaluation().decision() == Decision.REQUIRE_APPROVAL
              ? approvals.expiry(verdict.evaluation().terms())
              : null;
      var event = entry(verdict, policy, approvalId, expires, asked);
      return new Recording(verdict, append(event), "", expires);
    } catch (RuntimeException | Error e) { // our own mistake: what we can still say is DENY
      return recordFailure(e, policy);
    }
  }

  private Recording recordFailure(Throwable t, Policy policy) {
    var verdict = DecisionMaker.internalError(t);
    try {
      var event = entry(verdict, policy, "", null, DecisionEntry.Asked.HERE);
      return new Recording(verdict, append(event), "", null);
    } catch (RuntimeException | Error e) {
      return new Recording(verdict, CompletableFuture.failedFuture(e), "", null);
    }
  }

  private Recording recordAskedAgain(
      Verdict verdict, Policy policy, String id, DecisionEntry.Asked asked) {
    try {
      var request = entry(verdict, policy, id, null, asked);
      var answer = approvals.use(id, request);
      return switch (answer.standing()) {
        case NONE -> record(verdict, policy, id, asked);
        case PENDING -> new Recording(verdict, append(request), id, answer.expires());
        case REFUSED ->
            record(verdict.with(Decision.DENY, Reasons.APPROVAL_REFUSED), policy, id, asked);
        case REVOKED ->
            record(verdict.with(Decision.DENY, Reasons.APPROVAL_REVOKED), policy, id, asked);
        case GRANTED -> record(verdict.with(Decision.ALLOW, Reasons.APPROVED), policy, id, asked);
      };
    } catch (ApprovalException e) {
      return record(verdict.with(Decision.DENY, Reasons.AUDIT_UNAVAILABLE), policy, id, asked);
    } catch (RuntimeException | Error e) {
      return recordFailure(e, policy);
    }
  }

  private CompletionStage<Receipt> append(AuditEvent event) {
    return log == null
        ? CompletableFuture.failedStage(new AuditException("there is no log"))
        : Objects.requireNonNull(log.append(event), "receipt");
  }

  /**
   * A verdict on its way into the log.
   *
   * @param approvalId the approval that is open already, or empty if this entry opens one
   * @param expires when the approval expires; null if there is none
   */
  private record Recording(
      Verdict verdict,
      CompletionStage<Receipt> receipt,
      String approvalId,
      @Nullable Instant expires) {

    /** The answer; {@code receipt} is null if the verdict did not get into the log. */
    AuthorizationResult answer(@Nullable Receipt receipt) {
      if (receipt == null) {
        return verdict.with(Decision.DENY, Reasons.AUDIT_UNAVAILABLE).unrecorded();
      }
      var evaluation = verdict.evaluation();
      return new AuthorizationResult(
          evaluation.decision(),
          evaluation.reason(),
          verdict.avid(),
          evaluation.severity(),
          evaluation.ruleIds(),
          verdict.analysis().effects(),
          receipt.entryHash(),
          receipt,
          expires == null
              ? null
              : new ApprovalHandle(
                  approvalId.isEmpty() ? receipt.entryHash() : approvalId, expires));
    }
  }
}
