package dev.canopy.policy;

import dev.canopy.effects.Effect;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Why a policy says what it says: every rule, in the order of the policy, and how each part of its
 * condition came out. For people: holds text of the request, unlike {@link Evaluation}.
 *
 * @param byDefault what the policy says where no rule matches
 */
public record Explanation(Evaluation evaluation, Decision byDefault, List<Rule> rules) {
  public Explanation {
    rules = List.copyOf(rules);
  }

  /**
   * One rule.
   *
   * @param targeted false if the rule is for other types of action; then nothing was evaluated
   * @param decided true if the answer is this rule's
   * @param findings the parts of its condition, outermost first; empty if it has no condition
   */
  public record Rule(
      String id,
      Decision decision,
      Severity severity,
      String reason,
      boolean targeted,
      Outcome outcome,
      boolean decided,
      List<Finding> findings) {
    public Rule {
      findings = List.copyOf(findings);
    }
  }

  /**
   * A part of a condition.
   *
   * @param depth how deep it stands in the condition, from 0
   * @param condition the part as a policy writes it
   * @param effect the effect that brought this about, or null if there is none
   */
  public record Finding(int depth, String condition, Outcome outcome, @Nullable Effect effect) {}
}
