package dev.canopy.cli;

import dev.canopy.policy.Decision;

/**
 * A row and what was decided.
 *
 * @param nanos how long the decision took on the wall clock
 */
record EvalOutcome(EvalRow row, Decision decision, long nanos) {
  boolean isMismatch() {
    return !row.expect().isMet(decision);
  }
}
