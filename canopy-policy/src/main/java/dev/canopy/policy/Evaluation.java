package dev.canopy.policy;

import java.util.List;

/**
 * What a policy says of a request.
 *
 * @param reason template text of the policy, never user data
 * @param severity the highest of the rules that decided
 * @param ruleIds the rules that decided, in the order of the policy; empty if the default did
 */
public record Evaluation(
    Decision decision, String reason, Severity severity, List<String> ruleIds) {
  public Evaluation {
    ruleIds = List.copyOf(ruleIds);
  }
}
