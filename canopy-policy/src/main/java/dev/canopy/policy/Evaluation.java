package dev.canopy.policy;

import java.util.List;

/**
 * What a policy says of a request.
 *
 * @param reason template text of the policy, never user data
 * @param severity the highest of the rules that decided
 * @param ruleIds the rules that decided, in the order of the policy; empty if the default did
 * @param terms what the rules that decided ask of those who approve: all of it; empty if nothing
 */
public record Evaluation(
    Decision decision,
    String reason,
    Severity severity,
    List<String> ruleIds,
    List<ApprovalTerms> terms) {
  public Evaluation {
    ruleIds = List.copyOf(ruleIds);
    terms = List.copyOf(terms);
  }

  /** An evaluation that asks nothing particular of those who approve. */
  public Evaluation(Decision decision, String reason, Severity severity, List<String> ruleIds) {
    this(decision, reason, severity, ruleIds, List.of());
  }
}
