package dev.canopy.policy;

import dev.canopy.effects.Effect;
import org.jspecify.annotations.Nullable;

/** The action has effects, and every one of them is like this. */
record EveryEffect(EffectMatcher matcher) implements Condition {
  @Override
  public Outcome evaluate(Scope scope) {
    if (scope.effects.isEmpty() || (scope.kinds & ~matcher.kinds()) != 0) {
      return Outcome.FALSE;
    }
    var outcome = Outcome.TRUE;
    for (var i = 0; i < scope.effects.size() && outcome != Outcome.FALSE; i++) {
      outcome = outcome.and(matcher.test(scope.effects.get(i), scope));
    }
    return outcome;
  }

  @Override
  public int neededKinds() {
    return matcher.kinds();
  }

  @Override
  public String describe() {
    return "every_effect " + matcher.describe();
  }

  @Override
  public void explain(Scope scope, Trace trace) {
    var outcome = evaluate(scope);
    trace.add(describe(), outcome, outcome == Outcome.TRUE ? null : exception(scope, outcome));
  }

  /** The first effect that is not like the others. */
  private @Nullable Effect exception(Scope scope, Outcome outcome) {
    for (var effect : scope.effects) {
      if (matcher.test(effect, scope) == outcome) {
        return effect;
      }
    }
    return null;
  }
}
