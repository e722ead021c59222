package dev.canopy.policy;

/** Some text of the payload passes a test; see {@link PayloadText}. */
record PayloadCondition(ValueTest test) implements Condition {
  @Override
  public Outcome evaluate(Scope scope) {
    return scope.payloadText().test(test, scope);
  }

  @Override
  public int neededKinds() {
    return EffectKind.ALL;
  }

  @Override
  public String describe() {
    return "payload: " + test.describe();
  }

  @Override
  public void explain(Scope scope, Trace trace) {
    trace.add(describe(), evaluate(scope), null);
  }
}
