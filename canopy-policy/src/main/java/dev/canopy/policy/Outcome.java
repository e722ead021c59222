package dev.canopy.policy;

/**
 * What a condition comes to. Beside yes and no: {@link #MAYBE}, because an effect's operand may be
 * a pattern or unknown, and {@link #ERRORED}, because a condition may meet what it cannot judge.
 */
public enum Outcome {
  /** It does not hold. */
  FALSE,
  /** It cannot be told: it depends on something that is not known before the action runs. */
  MAYBE,
  /** It holds. */
  TRUE,
  /** It cannot be judged: a value of the wrong type, or past a limit. */
  ERRORED;

  static Outcome of(boolean holds) {
    return holds ? TRUE : FALSE;
  }

  /** Both: one that surely fails settles it, whatever the other is. */
  Outcome and(Outcome other) {
    if (this == FALSE || other == FALSE) {
      return FALSE;
    }
    if (this == ERRORED || other == ERRORED) {
      return ERRORED;
    }
    return this == MAYBE || other == MAYBE ? MAYBE : TRUE;
  }

  /** At least one: one that surely holds settles it. */
  Outcome or(Outcome other) {
    if (this == TRUE || other == TRUE) {
      return TRUE;
    }
    if (this == ERRORED || other == ERRORED) {
      return ERRORED;
    }
    return this == MAYBE || other == MAYBE ? MAYBE : FALSE;
  }

  Outcome not() {
    return switch (this) {
      case TRUE -> FALSE;
      case FALSE -> TRUE;
      case MAYBE -> MAYBE;
      case ERRORED -> ERRORED;
    };
  }
}
