package dev.canopy.policy;

import dev.canopy.effects.Operand;
import dev.canopy.json.JsonString;
import dev.canopy.json.JsonValue;
import java.math.BigDecimal;
import java.util.Locale;

/** The path lies under, inside or above one of these places. */
record PathTest(PathSet.Relation relation, PathSet places) implements ValueTest {
  @Override
  public Outcome operand(Operand value, FieldType type, Scope scope) {
    return switch (value.certainty()) {
      case EXACT ->
          value.text().startsWith("/") ? places.test(relation, value.text(), scope) : Outcome.MAYBE;
      case PATTERN -> places.testGlob(relation, value.text(), scope);
      case UNKNOWN -> Outcome.MAYBE;
    };
  }

  /** A path as the payload writes it: links in it are not seen, so effects are the better place. */
  @Override
  public Outcome text(String value, Scope scope) {
    return value.startsWith("/")
        ? places.test(relation, Paths.normalize(value), scope)
        : Outcome.MAYBE;
  }

  @Override
  public Outcome json(JsonValue value, Scope scope) {
    return value instanceof JsonString s ? text(s.value(), scope) : Outcome.ERRORED;
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
    return "path_" + relation.name().toLowerCase(Locale.ROOT) + " " + places.describe();
  }
}
