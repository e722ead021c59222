package dev.canopy.policy;

import dev.canopy.effects.Certainty;
import dev.canopy.effects.Operand;
import dev.canopy.json.Json;
import dev.canopy.json.JsonBoolean;
import dev.canopy.json.JsonNumber;
import dev.canopy.json.JsonString;
import dev.canopy.json.JsonValue;
import java.math.BigDecimal;

/** The value is this one: same type, same value. */
record Equals(JsonValue wanted, String wantedText, boolean foldCase) implements ValueTest {

  static Equals of(JsonValue wanted, boolean foldCase) {
    return new Equals(wanted, wanted instanceof JsonString s ? s.value() : "", foldCase);
  }

  @Override
  public Outcome text(String value, Scope scope) {
    return Outcome.of(wanted instanceof JsonString && same(value));
  }

  private boolean same(String value) {
    return foldCase ? wantedText.equalsIgnoreCase(value) : wantedText.equals(value);
  }

  @Override
  public Outcome operand(Operand value, FieldType type, Scope scope) {
    if (value.certainty() == Certainty.EXACT) {
      return text(value.text(), scope);
    }
    return Outcome.of(wanted instanceof JsonString && Uncertain.mayBe(value, type, wantedText))
        .and(Outcome.MAYBE);
  }

  @Override
  public Outcome flag(boolean value) {
    return Outcome.of(wanted instanceof JsonBoolean b && b.value() == value);
  }

  @Override
  public Outcome number(BigDecimal value) {
    return Outcome.of(
        wanted instanceof JsonNumber n && BigDecimal.valueOf(n.value()).compareTo(value) == 0);
  }

  @Override
  public Outcome json(JsonValue value, Scope scope) {
    return Outcome.of(value.equals(wanted));
  }

  @Override
  public String describe() {
    return Json.write(wanted);
  }
}
