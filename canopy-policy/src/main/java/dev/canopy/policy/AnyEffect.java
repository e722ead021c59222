package dev.canopy.policy;

import dev.canopy.effects.Effect;
import org.jspecify.annotations.Nullable;

/** At least one effect of the action is like this. */
record AnyEffect(EffectMatcher matcher) implements Condition {
  @Override
  public Outcome evaluate(Scope scope) {
    var outcome = Outcome.FALSE;
    if ((scope.kinds & matcher.kinds()) == 0) {
      return outcome;
    }
    for (var i = 0; i < scope.effects.size() && outcome != Outcome.TRUE; i++) {
      outcome = outcome.or(matcher.test(scope.effects.get(i), scope));
    }
    return outcome;
  }

  @Override
  public int neededKinds() {
    return matcher.kinds();
  }

  @Override
  public String describe() {
    return "any_effect " + matcher.describe();
  }

  @Override
  public void explain(Scope scope, Trace trace) {
    var outcome = evaluate(scope);
    trace.add(describe(), outcome, responsible(scope, outcome));
  }

  private @Nullable Effect responsible(Scope scope, Outcome outcome) {
    if (outcome != Outcome.FALSE) {
      for (var effect : scope.effects) {
        if (matcher.test(effect, scope) == outcome) {
          return effect;
        }
      }
    }
    return null;
  }
}
