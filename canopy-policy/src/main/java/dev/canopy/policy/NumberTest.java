package dev.canopy.policy;

import dev.canopy.effects.Operand;
import dev.canopy.json.JsonNumber;
import dev.canopy.json.JsonValue;
import java.math.BigDecimal;

/** The value is a number in a range open to one side. */
record NumberTest(Kind kind, BigDecimal bound) implements ValueTest {
  /** Which side. */
  enum Kind {
    LESS_THAN,
    GREATER_THAN,
    AT_MOST,
    AT_LEAST
  }

  @Override
  public Outcome number(BigDecimal value) {
    var order = value.compareTo(bound);
    return Outcome.of(
        switch (kind) {
          case LESS_THAN -> order < 0;
          case GREATER_THAN -> order > 0;
          case AT_MOST -> order <= 0;
          case AT_LEAST -> order >= 0;
        });
  }

  @Override
  public Outcome json(JsonValue value, Scope scope) {
    return value instanceof JsonNumber n ? number(BigDecimal.valueOf(n.value())) : Outcome.ERRORED;
  }

  @Override
  public Outcome text(String value, Scope scope) {
    return Outcome.ERRORED;
  }

  @Override
  public Outcome operand(Operand value, FieldType type, Scope scope) {
    return Outcome.ERRORED;
  }

  @Override
  public Outcome flag(boolean value) {
    return Outcome.ERRORED;
  }

  @Override
  public String describe() {
    var name =
        switch (kind) {
          case LESS_THAN -> "less_than ";
          case GREATER_THAN -> "greater_than ";
          case AT_MOST -> "at_most ";
          case AT_LEAST -> "at_least ";
        };
    return name + bound.toPlainString();
  }
}
