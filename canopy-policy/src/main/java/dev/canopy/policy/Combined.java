package dev.canopy.policy;

import dev.canopy.effects.Operand;
import dev.canopy.json.JsonValue;
import java.math.BigDecimal;
import java.util.List;
import java.util.StringJoiner;

/** Tests of one value together: all of them, any of them, not the one, or surely the one. */
record Combined(Kind kind, List<ValueTest> tests) implements ValueTest {
  /** How the tests are combined. */
  enum Kind {
    ALL,
    ANY,
    NOT,
    /** What is not certain counts as not so. */
    SURELY
  }

  Combined {
    tests = List.copyOf(tests);
  }

  private Outcome combine(Outcome so, Outcome next) {
    return switch (kind) {
      case ALL -> so.and(next);
      case ANY -> so.or(next);
      case NOT -> next.not();
      case SURELY -> next == Outcome.MAYBE ? Outcome.FALSE : next;
    };
  }

  private Outcome start() {
    return Outcome.of(kind == Kind.ALL);
  }

  @Override
  public Outcome text(String value, Scope scope) {
    var outcome = start();
    for (var i = 0; i < tests.size(); i++) {
      outcome = combine(outcome, tests.get(i).text(value, scope));
    }
    return outcome;
  }

  @Override
  public Outcome operand(Operand value, FieldType type, Scope scope) {
    var outcome = start();
    for (var i = 0; i < tests.size(); i++) {
      outcome = combine(outcome, tests.get(i).operand(value, type, scope));
    }
    return outcome;
  }

  @Override
  public Outcome flag(boolean value) {
    var outcome = start();
    for (var i = 0; i < tests.size(); i++) {
      outcome = combine(outcome, tests.get(i).flag(value));
    }
    return outcome;
  }

  @Override
  public Outcome number(BigDecimal value) {
    var outcome = start();
    for (var i = 0; i < tests.size(); i++) {
      outcome = combine(outcome, tests.get(i).number(value));
    }
    return outcome;
  }

  @Override
  public Outcome json(JsonValue value, Scope scope) {
    var outcome = start();
    for (var i = 0; i < tests.size(); i++) {
      outcome = combine(outcome, tests.get(i).json(value, scope));
    }
    return outcome;
  }

  @Override
  public Outcome absent() {
    var outcome = start();
    for (var i = 0; i < tests.size(); i++) {
      outcome = combine(outcome, tests.get(i).absent());
    }
    return outcome;
  }

  @Override
  public String describe() {
    if (kind == Kind.NOT) {
      return "not (" + tests.get(0).describe() + ")";
    }
    if (kind == Kind.SURELY) {
      return "surely (" + tests.get(0).describe() + ")";
    }
    var out = new StringJoiner(kind == Kind.ALL ? " and " : " or ");
    for (var test : tests) {
      out.add(test.describe());
    }
    return out.toString();
  }
}
