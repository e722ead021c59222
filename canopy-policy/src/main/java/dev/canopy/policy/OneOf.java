package dev.canopy.policy;

import dev.canopy.effects.Operand;
import dev.canopy.json.JsonValue;
import java.math.BigDecimal;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.StringJoiner;

/** The value is one of these. */
final class OneOf implements ValueTest {
  private final List<Equals> choices;
  private final Set<String> texts;

  OneOf(List<Equals> choices) {
    this.choices = List.copyOf(choices);
    this.texts = new HashSet<>();
    for (var choice : choices) {
      if (!choice.foldCase() && !choice.wantedText().isEmpty()) {
        texts.add(choice.wantedText());
      }
    }
  }

  @Override
  public Outcome text(String value, Scope scope) {
    if (texts.contains(value)) {
      return Outcome.TRUE;
    }
    if (texts.size() == choices.size()) {
      return Outcome.FALSE;
    }
    var outcome = Outcome.FALSE;
    for (var i = 0; i < choices.size(); i++) {
      outcome = outcome.or(choices.get(i).text(value, scope));
    }
    return outcome;
  }

  @Override
  public Outcome operand(Operand value, FieldType type, Scope scope) {
    if (value.isExact()) {
      return text(value.text(), scope);
    }
    var outcome = Outcome.FALSE;
    for (var i = 0; i < choices.size(); i++) {
      outcome = outcome.or(choices.get(i).operand(value, type, scope));
    }
    return outcome;
  }

  @Override
  public Outcome flag(boolean value) {
    var outcome = Outcome.FALSE;
    for (var i = 0; i < choices.size(); i++) {
      outcome = outcome.or(choices.get(i).flag(value));
    }
    return outcome;
  }

  @Override
  public Outcome number(BigDecimal value) {
    var outcome = Outcome.FALSE;
    for (var i = 0; i < choices.size(); i++) {
      outcome = outcome.or(choices.get(i).number(value));
    }
    return outcome;
  }

  @Override
  public Outcome json(JsonValue value, Scope scope) {
    var outcome = Outcome.FALSE;
    for (var i = 0; i < choices.size(); i++) {
      outcome = outcome.or(choices.get(i).json(value, scope));
    }
    return outcome;
  }

  @Override
  public String describe() {
    var out = new StringJoiner(", ", "[", "]");
    for (var choice : choices) {
      out.add(choice.describe());
    }
    return out.toString();
  }
}
