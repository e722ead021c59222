package dev.canopy.policy;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A rule, ready to be evaluated. What answers may need is made once, when the policy loads. */
final class CompiledRule {
  /** Where it stands in the policy. */
  final int position;

  final String id;
  final Target target;
  final Decision decision;
  final Severity severity;
  final String reason;

  /** Null if the rule holds for whatever it is for. */
  final @Nullable Condition condition;

  /** What is asked of those who approve; null if nothing is. */
  final @Nullable ApprovalTerms terms;

  /** Without an effect of one of these kinds the rule does not match. */
  final int neededKinds;

  final List<String> ids;
  private final Evaluation matched;
  private final Evaluation maybe;
  private final Evaluation errored;

  /** A rule that asks nothing particular of those who approve. */
  CompiledRule(
      int position,
      String id,
      Target target,
      Decision decision,
      Severity severity,
      String reason,
      @Nullable Condition condition) {
    this(position, id, target, decision, severity, reason, condition, null);
  }

  CompiledRule(
      int position,
      String id,
      Target target,
      Decision decision,
      Severity severity,
      String reason,
      @Nullable Condition condition,
      @Nullable ApprovalTerms terms) {
    this.position = position;
    this.id = id;
    this.target = target;
    this.decision = decision;
    this.severity = severity;
    this.reason = reason;
    this.condition = condition;
    this.terms = terms;
    this.neededKinds = condition == null ? EffectKind.ALL : condition.neededKinds();
    this.ids = List.of(id);
    var asked = terms == null ? List.<ApprovalTerms>of() : List.of(terms);
    this.matched = new Evaluation(decision, reason, severity, ids, asked);
    this.maybe =
        new Evaluation(
            Decision.REQUIRE_APPROVAL, "cannot be ruled out: " + reason, severity, ids, asked);
    this.errored = new Evaluation(decision, "could not be judged: " + reason, severity, ids, asked);
  }

  Outcome evaluate(Scope scope) {
    if (condition == null) {
      return Outcome.TRUE;
    }
    return neededKinds != EffectKind.ALL && (neededKinds & scope.kinds) == 0
        ? Outcome.FALSE
        : condition.evaluate(scope);
  }

  /** The answer if this rule alone decides, with this outcome. */
  Evaluation alone(Outcome outcome) {
    return switch (outcome) {
      case MAYBE -> maybe;
      case ERRORED -> errored;
      case TRUE, FALSE -> matched;
    };
  }
}
