package dev.canopy.policy;

import dev.canopy.json.JsonArray;
import dev.canopy.json.JsonString;

/** {@code agent_ctx.capabilities}, a list of names, holds this one. */
record CapabilityCondition(JsonString capability) implements Condition {
  CapabilityCondition(String capability) {
    this(new JsonString(capability));
  }

  @Override
  public Outcome evaluate(Scope scope) {
    var given = scope.request.context().get("capabilities");
    if (given == null) {
      return Outcome.FALSE;
    }
    return given instanceof JsonArray list
        ? Outcome.of(list.items().contains(capability))
        : Outcome.ERRORED;
  }

  @Override
  public int neededKinds() {
    return EffectKind.ALL;
  }

  @Override
  public String describe() {
    return "has_capability: " + capability.value();
  }

  @Override
  public void explain(Scope scope, Trace trace) {
    trace.add(describe(), evaluate(scope), null);
  }
}
