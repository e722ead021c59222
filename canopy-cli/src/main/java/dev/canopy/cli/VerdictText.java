package dev.canopy.cli;

import dev.canopy.Verdict;
import dev.canopy.effects.Effect;
import dev.canopy.policy.Decision;
import dev.canopy.policy.Severity;
import java.util.List;

/** A decision as a person reads it. */
final class VerdictText {
  private VerdictText() {}

  static String of(Verdict verdict, Style style) {
    var evaluation = verdict.evaluation();
    return of(
        evaluation.decision(),
        evaluation.reason(),
        evaluation.ruleIds(),
        evaluation.severity(),
        verdict.analysis().effects(),
        style);
  }

  static String of(
      Decision decision,
      String reason,
      List<String> ruleIds,
      Severity severity,
      List<Effect> effects,
      Style style) {
    var out = new StringBuilder();
    out.append(style.decision(decision)).append("  ").append(Visible.of(reason)).append('\n');
    if (!ruleIds.isEmpty()) {
      out.append("  ")
          .append(ruleIds.size() == 1 ? "rule " : "rules ")
          .append(Visible.of(String.join(", ", ruleIds)))
          .append(", severity ")
          .append(severity.wireName())
          .append('\n');
    }
    for (var effect : effects) {
      out.append(style.dim("  - " + EffectText.of(effect))).append('\n');
    }
    return out.toString();
  }
}
