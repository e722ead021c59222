package dev.canopy.policy;

import dev.canopy.effects.ActionType;
import dev.canopy.effects.Analysis;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;

/** The PDP. Pure: no clock, no disk, no network; the same input gives the same answer. */
public final class PolicyEngine {
  static final Evaluation MALFORMED =
      new Evaluation(Decision.DENY, "malformed payload", Severity.HIGH, List.of());

  static final Evaluation BAD_SAFE_PATHS =
      new Evaluation(
          Decision.DENY,
          "agent_ctx.safe_paths is not a list of absolute paths",
          Severity.HIGH,
          List.of());

  private PolicyEngine() {}

  /** Weighs a request, with what it would do, against a policy. Never fails. */
  public static Evaluation evaluate(Policy policy, ActionRequest request, Analysis analysis) {
    return evaluate(policy, request, analysis, "");
  }

  /**
   * Weighs a request that would run in a known directory.
   *
   * @param directory the absolute working directory; empty if not known. {@code agent_ctx.cwd}
   *     comes before it
   */
  public static Evaluation evaluate(
      Policy policy, ActionRequest request, Analysis analysis, String directory) {
    if (analysis.malformed() != null) {
      return MALFORMED;
    }
    var scope = new Scope(request, analysis, directory, policy.canopyFiles());
    if (policy.usesSafePaths() && scope.safePaths() == null) {
      return BAD_SAFE_PATHS;
    }
    var type = request.type();
    return weigh(policy.rulesFor(type), policy.defaultFor(type.name()), scope);
  }

  /** Rules come strictest first, so the answer is known once a rule cannot change it any more. */
  static Evaluation weigh(CompiledRule[] rules, Decision byDefault, Scope scope) {
    var combined = new StrictestWins();
    CompiledRule first = null;
    var firstOutcome = Outcome.FALSE;
    Hit[] more = null;
    var count = 0;
    for (var i = 0; i < rules.length; i++) {
      var rule = rules[i];
      if (rule.decision != Decision.DENY && combined.isSettledAbove(rule.decision)) {
        break;
      }
      var outcome = rule.evaluate(scope);
      if (StrictestWins.contribution(rule.decision, outcome) == null) {
        continue;
      }
      combined.add(rule.decision, outcome);
      if (first == null) {
        first = rule;
        firstOutcome = outcome;
      } else {
        if (more == null) {
          more = new Hit[rules.length - 1];
        }
        more[count++] = new Hit(rule, outcome);
      }
    }
    var decision = combined.decide(byDefault);
    if (first == null) {
      return Defaults.evaluation(decision);
    }
    if (more == null) {
      return StrictestWins.contribution(first.decision, firstOutcome) == decision
          ? first.alone(firstOutcome)
          : Defaults.evaluation(decision);
    }
    return several(decision, new Hit(first, firstOutcome), more, count);
  }

  /** A rule that says something, and how sure it is. */
  private record Hit(CompiledRule rule, Outcome outcome) {
    boolean says(Decision decision) {
      return StrictestWins.contribution(rule.decision, outcome) == decision;
    }

    /** Surer, or as sure and graver: a person is told what would happen before what might. */
    boolean outranks(Hit other) {
      var sure = outcome == Outcome.TRUE;
      return sure == (other.outcome == Outcome.TRUE)
          ? rule.severity.compareTo(other.rule.severity) > 0
          : sure;
    }
  }

  private static Evaluation several(Decision decision, Hit first, Hit[] more, int count) {
    Hit gravest = first.says(decision) ? first : null;
    var deciding = gravest == null ? 0 : 1;
    for (var i = 0; i < count; i++) {
      if (more[i].says(decision)) {
        deciding++;
        if (gravest == null || more[i].outranks(gravest)) {
          gravest = more[i];
        }
      }
    }
    if (gravest == null) {
      return Defaults.evaluation(decision);
    }
    var answer = gravest.rule.alone(gravest.outcome);
    return deciding == 1
        ? answer
        : new Evaluation(
            decision,
            answer.reason(),
            answer.severity(),
            ids(decision, first, more, count, deciding),
            terms(decision, first, more, count));
  }

  /** What all rules that say it ask of those who approve. */
  private static List<ApprovalTerms> terms(Decision decision, Hit first, Hit[] more, int count) {
    var terms = new LinkedHashSet<ApprovalTerms>();
    for (var i = -1; i < count; i++) {
      var hit = i < 0 ? first : more[i];
      if (hit.rule.terms != null && hit.says(decision)) {
        terms.add(hit.rule.terms);
      }
    }
    return List.copyOf(terms);
  }

  /** The ids of the rules that say it, in the order of the policy, each once. */
  private static List<String> ids(
      Decision decision, Hit first, Hit[] more, int count, int deciding) {
    var rules = new CompiledRule[deciding];
    var n = 0;
    for (var i = -1; i < count; i++) {
      var hit = i < 0 ? first : more[i];
      if (hit.says(decision)) {
        var at = n++;
        for (; at > 0 && rules[at - 1].position > hit.rule.position; at--) {
          rules[at] = rules[at - 1];
        }
        rules[at] = hit.rule;
      }
    }
    var ids = new String[n];
    var distinct = 0;
    for (var i = 0; i < n; i++) {
      if (i == 0 || !rules[i].id.equals(rules[i - 1].id)) {
        ids[distinct++] = rules[i].id;
      }
    }
    return distinct == n ? List.of(ids) : List.of(Arrays.copyOf(ids, distinct));
  }

  /** The same answer as {@link #evaluate}, with what every rule made of the request. */
  public static Explanation explain(Policy policy, ActionRequest request, Analysis analysis) {
    return explain(policy, request, analysis, "");
  }

  /** The same answer as {@link #evaluate}, with what every rule made of the request. */
  public static Explanation explain(
      Policy policy, ActionRequest request, Analysis analysis, String directory) {
    var evaluation = evaluate(policy, request, analysis, directory);
    var type = request.type();
    var scope = new Scope(request, analysis, directory, policy.canopyFiles());
    var rules = new ArrayList<Explanation.Rule>();
    for (var rule : policy.rules()) {
      rules.add(explain(rule, type, scope, evaluation));
    }
    return new Explanation(evaluation, policy.defaultFor(type.name()), rules);
  }

  private static Explanation.Rule explain(
      CompiledRule rule, ActionType type, Scope scope, Evaluation evaluation) {
    var targeted = rule.target.includes(type);
    var trace = new Trace();
    var outcome = targeted ? rule.evaluate(scope) : Outcome.FALSE;
    if (targeted && rule.condition != null) {
      rule.condition.explain(scope, trace);
    }
    return new Explanation.Rule(
        rule.id,
        rule.decision,
        rule.severity,
        rule.reason,
        targeted,
        outcome,
        evaluation.ruleIds().contains(rule.id)
            && StrictestWins.contribution(rule.decision, outcome) == evaluation.decision(),
        trace.findings());
  }
}
