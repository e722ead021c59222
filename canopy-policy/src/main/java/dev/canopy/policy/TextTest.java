package dev.canopy.policy;

import dev.canopy.effects.Operand;
import dev.canopy.json.JsonArray;
import dev.canopy.json.JsonString;
import dev.canopy.json.JsonValue;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** The value's text contains, starts with, ends with, or matches something. */
final class TextTest implements ValueTest {
  /** How the text is looked at. */
  enum Kind {
    CONTAINS,
    STARTS_WITH,
    ENDS_WITH,
    MATCHES
  }

  private final Kind kind;
  private final String wanted;
  private final boolean foldCase;
  private final @Nullable TextPattern pattern;

  private TextTest(Kind kind, String wanted, boolean foldCase, @Nullable TextPattern pattern) {
    this.kind = kind;
    this.wanted = wanted;
    this.foldCase = foldCase;
    this.pattern = pattern;
  }

  static TextTest of(Kind kind, String wanted, boolean foldCase) {
    return new TextTest(kind, wanted, foldCase, null);
  }

  static TextTest matches(TextPattern pattern) {
    return new TextTest(Kind.MATCHES, pattern.source(), false, pattern);
  }

  @Override
  public Outcome text(String value, Scope scope) {
    return switch (kind) {
      case CONTAINS ->
          Outcome.of(foldCase ? containsIgnoringCase(value, wanted) : value.contains(wanted));
      case STARTS_WITH -> Outcome.of(value.regionMatches(foldCase, 0, wanted, 0, wanted.length()));
      case ENDS_WITH ->
          Outcome.of(
              value.regionMatches(
                  foldCase, value.length() - wanted.length(), wanted, 0, wanted.length()));
      case MATCHES -> pattern == null ? Outcome.ERRORED : pattern.find(value);
    };
  }

  static boolean containsIgnoringCase(String value, String wanted) {
    for (var i = 0; i <= value.length() - wanted.length(); i++) {
      if (value.regionMatches(true, i, wanted, 0, wanted.length())) {
        return true;
      }
    }
    return false;
  }

  @Override
  public Outcome operand(Operand value, FieldType type, Scope scope) {
    if (value.isExact()) {
      return text(value.text(), scope);
    }
    var start = Uncertain.firmPrefix(value, type);
    return switch (kind) {
      case STARTS_WITH ->
          start.startsWith(wanted)
              ? Outcome.TRUE
              : wanted.startsWith(start) ? Outcome.MAYBE : Outcome.FALSE;
      case CONTAINS -> start.contains(wanted) ? Outcome.TRUE : Outcome.MAYBE;
      case ENDS_WITH, MATCHES -> Outcome.MAYBE;
    };
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
  public Outcome json(JsonValue value, Scope scope) {
    if (value instanceof JsonString s) {
      return text(s.value(), scope);
    }
    return value instanceof JsonArray a && kind == Kind.CONTAINS ? contains(a) : Outcome.ERRORED;
  }

  /**
   * A list contains what is one of its items. An argument list whose joined words contain the text
   * may be meant too, so that is a maybe: it denies, and allows nothing.
   */
  private Outcome contains(JsonArray list) {
    var joined = new StringBuilder();
    for (var item : list.items()) {
      if (item instanceof JsonString s) {
        if (s.value().equals(wanted)) {
          return Outcome.TRUE;
        }
        joined.append(joined.isEmpty() ? "" : " ").append(s.value());
      }
    }
    return joined.indexOf(wanted) >= 0 ? Outcome.MAYBE : Outcome.FALSE;
  }

  @Override
  public String describe() {
    return switch (kind) {
      case CONTAINS -> "contains `" + wanted + "`";
      case STARTS_WITH -> "starts_with `" + wanted + "`";
      case ENDS_WITH -> "ends_with `" + wanted + "`";
      case MATCHES -> "matches /" + wanted + "/";
    };
  }
}
