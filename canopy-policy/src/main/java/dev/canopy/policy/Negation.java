package dev.canopy.policy;

/** The condition does not hold. What cannot be told stays untold. */
record Negation(Condition part) implements Condition {
  @Override
  public Outcome evaluate(Scope scope) {
    return part.evaluate(scope).not();
  }

  @Override
  public int neededKinds() {
    return EffectKind.ALL;
  }

  @Override
  public String describe() {
    return "not";
  }

  @Override
  public void explain(Scope scope, Trace trace) {
    trace.add(describe(), evaluate(scope), null);
    trace.in();
    part.explain(scope, trace);
    trace.out();
  }
}
