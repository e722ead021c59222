package dev.canopy.policy;

import dev.canopy.effects.Effect;
import java.util.List;
import java.util.StringJoiner;

/** A question about one effect. */
sealed interface EffectMatcher {
  Outcome test(Effect effect, Scope scope);

  /** The kinds of effect that it may hold for. */
  int kinds();

  String describe();

  /** Matches nothing: what stands in for a matcher that could not be read. */
  EffectMatcher NOTHING = new OfKind(0, List.of());

  /** The effect is of one of these kinds, and its fields pass these tests. */
  final class OfKind implements EffectMatcher {
    private final int kinds;
    private final FieldTest[] tests;

    OfKind(int kinds, List<FieldTest> tests) {
      this.kinds = kinds;
      this.tests = tests.toArray(FieldTest[]::new);
    }

    @Override
    public Outcome test(Effect effect, Scope scope) {
      if (kinds != EffectKind.ALL && (kinds & EffectKind.bitOf(effect)) == 0) {
        return Outcome.FALSE;
      }
      var outcome = Outcome.TRUE;
      for (var i = 0; i < tests.length && outcome != Outcome.FALSE; i++) {
        outcome = outcome.and(tests[i].field().test(effect, tests[i].test(), scope));
      }
      return outcome;
    }

    @Override
    public int kinds() {
      return kinds;
    }

    @Override
    public String describe() {
      var out = new StringJoiner(", ", "{", "}");
      if (kinds != EffectKind.ALL) {
        out.add("kind: " + EffectKind.describe(kinds));
      }
      for (var test : tests) {
        out.add(test.field().wireName + ": " + test.test().describe());
      }
      return out.toString();
    }
  }

  /** A field and its test. */
  record FieldTest(EffectField field, ValueTest test) {}

  /** Several questions about the same effect: all, or any. */
  record Several(boolean all, List<EffectMatcher> parts, int kinds) implements EffectMatcher {
    static Several of(boolean all, List<EffectMatcher> parts) {
      var kinds = all ? EffectKind.ALL : 0;
      for (var part : parts) {
        kinds = all ? kinds & part.kinds() : kinds | part.kinds();
      }
      return new Several(all, List.copyOf(parts), kinds);
    }

    @Override
    public Outcome test(Effect effect, Scope scope) {
      var settled = Outcome.of(!all);
      var outcome = Outcome.of(all);
      for (var i = 0; i < parts.size() && outcome != settled; i++) {
        var next = parts.get(i).test(effect, scope);
        outcome = all ? outcome.and(next) : outcome.or(next);
      }
      return outcome;
    }

    @Override
    public String describe() {
      var out = new StringJoiner(all ? " and " : " or ");
      for (var part : parts) {
        out.add(part.describe());
      }
      return out.toString();
    }
  }

  /** The effect is not like that. */
  record Not(EffectMatcher part) implements EffectMatcher {
    @Override
    public Outcome test(Effect effect, Scope scope) {
      return part.test(effect, scope).not();
    }

    @Override
    public int kinds() {
      return EffectKind.ALL;
    }

    @Override
    public String describe() {
      return "not " + part.describe();
    }
  }
}
