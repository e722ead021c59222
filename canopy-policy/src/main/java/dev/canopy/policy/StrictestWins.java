package dev.canopy.policy;

import org.jspecify.annotations.Nullable;

/**
 * Combines what rules say: DENY before REQUIRE_APPROVAL before ALLOW, whatever their order.
 *
 * <p>Rules that surely match give the base; if none does, the default does. Rules that may match,
 * or could not be judged, can only tighten it:
 *
 * <pre>
 *   outcome    DENY rule           REQUIRE_APPROVAL rule   ALLOW rule
 *   TRUE       DENY                REQUIRE_APPROVAL        ALLOW
 *   MAYBE      REQUIRE_APPROVAL *  REQUIRE_APPROVAL *      –
 *   ERRORED    DENY *              REQUIRE_APPROVAL *      –
 *   FALSE      –                   –                       –
 *   * never less strict than the base
 * </pre>
 *
 * <p>For one thread, for one request.
 */
final class StrictestWins {
  private @Nullable Decision matched;
  private @Nullable Decision tightened;

  /**
   * What a rule of this decision adds when its condition comes to {@code outcome}; null: nothing.
   */
  static @Nullable Decision contribution(Decision decision, Outcome outcome) {
    return switch (outcome) {
      case TRUE -> decision;
      case FALSE -> null;
      case MAYBE -> decision == Decision.ALLOW ? null : Decision.REQUIRE_APPROVAL;
      case ERRORED -> decision == Decision.ALLOW ? null : decision;
    };
  }

  void add(Decision decision, Outcome outcome) {
    var contribution = contribution(decision, outcome);
    if (contribution == null) {
      return;
    }
    if (outcome == Outcome.TRUE) {
      matched = matched == null ? contribution : matched.strictest(contribution);
    } else {
      tightened = tightened == null ? contribution : tightened.strictest(contribution);
    }
  }

  Decision decide(Decision byDefault) {
    var base = matched == null ? byDefault : matched;
    return tightened == null ? base : base.strictest(tightened);
  }

  /** True if a rule of this decision could not change the answer, nor join those that made it. */
  boolean isSettledAbove(Decision decision) {
    return tightened == Decision.DENY || (matched != null && matched.compareTo(decision) > 0);
  }
}
