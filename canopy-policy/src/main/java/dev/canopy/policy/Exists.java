package dev.canopy.policy;

import dev.canopy.effects.Operand;
import dev.canopy.json.JsonValue;
import java.math.BigDecimal;

/** There is a value, or there is none. A JSON null is a value. */
record Exists(boolean wanted) implements ValueTest {
  @Override
  public Outcome text(String value, Scope scope) {
    return Outcome.of(wanted);
  }

  @Override
  public Outcome operand(Operand value, FieldType type, Scope scope) {
    return Outcome.of(wanted);
  }

  @Override
  public Outcome flag(boolean value) {
    return Outcome.of(wanted);
  }

  @Override
  public Outcome number(BigDecimal value) {
    return Outcome.of(wanted);
  }

  @Override
  public Outcome json(JsonValue value, Scope scope) {
    return Outcome.of(wanted);
  }

  @Override
  public Outcome absent() {
    return Outcome.of(!wanted);
  }

  @Override
  public String describe() {
    return "exists: " + wanted;
  }
}
