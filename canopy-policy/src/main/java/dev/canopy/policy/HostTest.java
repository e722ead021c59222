package dev.canopy.policy;

import dev.canopy.effects.Operand;
import dev.canopy.json.JsonString;
import dev.canopy.json.JsonValue;
import java.math.BigDecimal;

/** The host is one of these. */
record HostTest(HostSet hosts) implements ValueTest {
  @Override
  public Outcome operand(Operand value, FieldType type, Scope scope) {
    return value.isExact() ? text(value.text(), scope) : Outcome.MAYBE;
  }

  @Override
  public Outcome text(String value, Scope scope) {
    return Outcome.of(hosts.contains(value));
  }

  /** A payload's text is a host only if it looks like one: a URL in it cannot be judged here. */
  @Override
  public Outcome json(JsonValue value, Scope scope) {
    return value instanceof JsonString s && s.value().indexOf('/') < 0 && !s.value().contains("@")
        ? text(s.value(), scope)
        : Outcome.ERRORED;
  }

  @Override
  public Outcome flag(boolean value) {
    return Outcome.ERRORED;
  }

  @Override
  public Outcome number(BigDecimal value) {
    return Outcome.ERRORED;
  }

  @Override
  public String describe() {
    return "host_in " + hosts.describe();
  }
}
