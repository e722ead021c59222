package dev.canopy.policy;

/** A condition of a rule: a question about a request and what it would do. Immutable and pure. */
sealed interface Condition
    permits Logic,
        Negation,
        AnyEffect,
        EveryEffect,
        ValueCondition,
        PayloadCondition,
        CapabilityCondition {

  Outcome evaluate(Scope scope);

  /**
   * Kinds of effect without which the condition surely does not hold; {@link EffectKind#ALL} if it
   * may hold without any.
   */
  int neededKinds();

  /** The condition as a policy writes it. */
  String describe();

  /** Tells {@code trace} what it came to and why. */
  void explain(Scope scope, Trace trace);
}
