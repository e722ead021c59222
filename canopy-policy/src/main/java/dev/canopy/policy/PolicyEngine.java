package dev.canopy.policy;

import dev.canopy.effects.Analysis;
import java.util.List;

/** The PDP. Pure: no clock, no disk, no network; the same input gives the same answer. */
public final class PolicyEngine {
  private PolicyEngine() {}

  /** Weighs a request, with what it would do, against a policy. Never fails. */
  public static Evaluation evaluate(Policy policy, ActionRequest request, Analysis analysis) {
    return new Evaluation(Decision.DENY, "no engine yet", Severity.HIGH, List.of());
  }
}
