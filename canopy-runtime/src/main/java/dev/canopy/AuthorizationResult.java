package dev.canopy;

import dev.canopy.audit.Receipt;
import dev.canopy.effects.Effect;
import dev.canopy.policy.Decision;
import dev.canopy.policy.Severity;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The answer to "may this agent do this?".
 *
 * @param decision go on, stop, or ask a person
 * @param reason why: text of the policy or of Canopy, never what the agent wrote
 * @param avid who asked
 * @param severity how bad it would be if the action went ahead against the decision
 * @param ruleIds the rules that decided; empty if the default did
 * @param effects what the action would do
 * @param authorizationId the hash of the log entry that holds this decision; empty if there is none
 * @param receipt where in the log the decision is; null if it is not in a log
 * @param approval what a person may approve; null unless the decision is REQUIRE_APPROVAL and a
 *     person can be asked
 */
public record AuthorizationResult(
    Decision decision,
    String reason,
    String avid,
    Severity severity,
    List<String> ruleIds,
    List<Effect> effects,
    String authorizationId,
    @Nullable Receipt receipt,
    @Nullable ApprovalHandle approval) {
  public AuthorizationResult {
    Objects.requireNonNull(decision, "decision");
    Objects.requireNonNull(reason, "reason");
    Objects.requireNonNull(avid, "avid");
    Objects.requireNonNull(severity, "severity");
    ruleIds = List.copyOf(ruleIds);
    effects = List.copyOf(effects);
    Objects.requireNonNull(authorizationId, "authorizationId");
  }

  /** True if the decision is {@link Decision#ALLOW}, and in no other case. */
  public boolean isAllowed() {
    return decision == Decision.ALLOW;
  }
}
