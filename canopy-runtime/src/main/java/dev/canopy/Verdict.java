package dev.canopy;

import dev.canopy.effects.Analysis;
import dev.canopy.policy.ActionRequest;
import dev.canopy.policy.Decision;
import dev.canopy.policy.Evaluation;
import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was decided, before it is recorded.
 *
 * @param request the frozen request; null if what was asked is not one
 * @param analysis what the action would do
 * @param evaluation what the policy says
 * @param avid who asked
 */
public record Verdict(
    @Nullable ActionRequest request, Analysis analysis, Evaluation evaluation, String avid) {

  /** The verdict as an answer that is in no log. */
  public AuthorizationResult unrecorded() {
    return new AuthorizationResult(
        evaluation.decision(),
        evaluation.reason(),
        avid,
        evaluation.severity(),
        evaluation.ruleIds(),
        analysis.effects(),
        "",
        null,
        null);
  }

  /** The verdict, with what the other asks of those who approve beside what this one asks. */
  Verdict withTermsOf(Evaluation other) {
    if (evaluation.terms().containsAll(other.terms())) {
      return this;
    }
    var terms = new LinkedHashSet<>(evaluation.terms());
    terms.addAll(other.terms());
    return new Verdict(
        request,
        analysis,
        new Evaluation(
            evaluation.decision(),
            evaluation.reason(),
            evaluation.severity(),
            evaluation.ruleIds(),
            List.copyOf(terms)),
        avid);
  }

  /** The verdict with another decision, for a reason that is not the policy's. */
  Verdict with(Decision decision, String reason) {
    return new Verdict(
        request,
        analysis,
        new Evaluation(decision, reason, evaluation.severity(), evaluation.ruleIds()),
        avid);
  }
}
