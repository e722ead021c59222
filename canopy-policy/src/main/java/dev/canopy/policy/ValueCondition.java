package dev.canopy.policy;

import dev.canopy.json.JsonArray;
import dev.canopy.json.JsonObject;
import dev.canopy.json.JsonValue;
import org.jspecify.annotations.Nullable;

/** A field of the payload or of agent_ctx passes a test. */
final class ValueCondition implements Condition {
  private final boolean inPayload;
  private final String[] keys;
  private final ValueTest test;

  ValueCondition(boolean inPayload, String[] keys, ValueTest test) {
    this.inPayload = inPayload;
    this.keys = keys;
    this.test = test;
  }

  @Override
  public Outcome evaluate(Scope scope) {
    var root = inPayload ? scope.request.payload() : scope.request.context();
    return at(root, 0, scope);
  }

  /**
   * Where the way to a field leads through a list, each item's field counts. If they differ, the
   * question has no one answer: that may deny, and allows nothing.
   */
  private Outcome at(@Nullable JsonValue value, int depth, Scope scope) {
    if (value == null) {
      return test.absent();
    }
    if (depth == keys.length) {
      return test.json(value, scope);
    }
    if (value instanceof JsonObject object) {
      return at(object.get(keys[depth]), depth + 1, scope);
    }
    if (!(value instanceof JsonArray list) || list.items().isEmpty()) {
      return test.absent();
    }
    var outcome = at(list.items().get(0), depth, scope);
    for (var i = 1; i < list.items().size(); i++) {
      if (at(list.items().get(i), depth, scope) != outcome) {
        return Outcome.ERRORED;
      }
    }
    return outcome;
  }

  @Override
  public int neededKinds() {
    return EffectKind.ALL;
  }

  @Override
  public String describe() {
    return (inPayload ? "payload." : "agent_ctx.")
        + String.join(".", keys)
        + ": "
        + test.describe();
  }

  @Override
  public void explain(Scope scope, Trace trace) {
    trace.add(describe(), evaluate(scope), null);
  }
}
