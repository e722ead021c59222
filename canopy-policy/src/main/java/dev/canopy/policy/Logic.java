package dev.canopy.policy;

/** Several conditions: all of them, or any of them. */
final class Logic implements Condition {
  private final boolean all;
  private final Condition[] parts;
  private final int neededKinds;

  private Logic(boolean all, Condition[] parts) {
    this.all = all;
    this.parts = parts;
    this.neededKinds = all ? firstNeed(parts) : everyNeed(parts);
  }

  static Logic all(Condition... parts) {
    return new Logic(true, parts);
  }

  static Logic any(Condition... parts) {
    return new Logic(false, parts);
  }

  private static int firstNeed(Condition[] parts) {
    for (var part : parts) {
      if (part.neededKinds() != EffectKind.ALL) {
        return part.neededKinds();
      }
    }
    return EffectKind.ALL;
  }

  private static int everyNeed(Condition[] parts) {
    var kinds = 0;
    for (var part : parts) {
      kinds |= part.neededKinds();
    }
    return kinds;
  }

  @Override
  public Outcome evaluate(Scope scope) {
    var settled = Outcome.of(!all);
    var outcome = Outcome.of(all);
    for (var i = 0; i < parts.length && outcome != settled; i++) {
      var next = parts[i].evaluate(scope);
      outcome = all ? outcome.and(next) : outcome.or(next);
    }
    return outcome;
  }

  @Override
  public int neededKinds() {
    return neededKinds;
  }

  @Override
  public String describe() {
    return all ? "all" : "any";
  }

  @Override
  public void explain(Scope scope, Trace trace) {
    trace.add(describe(), evaluate(scope), null);
    trace.in();
    for (var part : parts) {
      part.explain(scope, trace);
    }
    trace.out();
  }
}
