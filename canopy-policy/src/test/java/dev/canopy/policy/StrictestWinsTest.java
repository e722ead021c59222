package dev.canopy.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.canopy.effects.ActionType;
import dev.canopy.effects.Analysis;
import dev.canopy.effects.Certainty;
import dev.canopy.effects.Effect;
import dev.canopy.effects.Operand;
import dev.canopy.effects.Origin;
import dev.canopy.json.JsonNull;
import dev.canopy.json.JsonObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * The five properties of the engine, over every list of up to four rules (each of three decisions,
 * each coming to one of four outcomes, in every order) and every default.
 */
class StrictestWinsTest {
  private static final List<Decision> DECISIONS = List.of(Decision.values());
  private static final List<Outcome> OUTCOMES = List.of(Outcome.values());
  private static final Target TARGET = new Target(List.of("t"), List.of(), List.of());

  /** One known deletion, one of which nothing is known, and a context with a number in it. */
  private static final Scope SCOPE =
      new Scope(
          new ActionRequest(
              JsonObject.builder().put("n", 1).build(), new ActionType("t", "t"), JsonNull.NULL),
          new Analysis(
              List.of(
                  new Effect.Deletes(Operand.exact("/a"), false, new Origin("", 0, 0)),
                  new Effect.Reads(new Operand("", "$X", Certainty.UNKNOWN), new Origin("", 0, 0))),
              null),
          "",
          List.of());

  /** A world: some rules and their outcomes, a default, and the engine's answer. */
  private record World(List<CompiledRule> rules, Decision byDefault, Evaluation answer) {
    Decision decision() {
      return answer.decision();
    }

    boolean has(Decision decision, Outcome outcome) {
      return rules.stream().anyMatch(r -> r.decision == decision && outcomeOf(r) == outcome);
    }

    World without(CompiledRule rule) {
      var others = new ArrayList<>(rules);
      others.remove(rule);
      return world(others, byDefault);
    }
  }

  private static @Nullable Condition condition(Outcome outcome) {
    return switch (outcome) {
      case TRUE -> null;
      case FALSE -> new AnyEffect(EffectMatcher.NOTHING);
      case MAYBE ->
          new AnyEffect(
              new EffectMatcher.OfKind(
                  EffectKind.READS.bit(),
                  List.of(
                      new EffectMatcher.FieldTest(
                          EffectField.PATH, TextTest.of(TextTest.Kind.CONTAINS, "x", false)))));
      case ERRORED ->
          new ValueCondition(
              false, new String[] {"n"}, TextTest.of(TextTest.Kind.CONTAINS, "x", false));
    };
  }

  private static Outcome outcomeOf(CompiledRule rule) {
    return rule.evaluate(SCOPE);
  }

  private static World world(List<CompiledRule> rules, Decision byDefault) {
    var sorted = new RuleIndex(rules).forType(new ActionType("t", "t"));
    return new World(rules, byDefault, PolicyEngine.weigh(sorted, byDefault, SCOPE));
  }

  private static void everyWorld(int maxRules, Consumer<World> check) {
    for (var size = 0; size <= maxRules; size++) {
      var count = (int) Math.pow(12, size);
      for (var n = 0; n < count; n++) {
        var rules = new ArrayList<CompiledRule>();
        var code = n;
        for (var i = 0; i < size; i++) {
          var decision = DECISIONS.get(code % 3);
          var outcome = OUTCOMES.get(code / 3 % 4);
          rules.add(
              new CompiledRule(
                  i, "r" + i, TARGET, decision, Severity.LOW, "r", condition(outcome)));
          code /= 12;
        }
        for (var byDefault : Decision.values()) {
          check.accept(world(rules, byDefault));
        }
      }
    }
  }

  @Test
  void outcomes_areWhatTheirNamesSay() {
    for (var outcome : Outcome.values()) {
      var rule =
          new CompiledRule(0, "r", TARGET, Decision.DENY, Severity.LOW, "r", condition(outcome));
      assertThat(outcomeOf(rule)).isEqualTo(outcome);
    }
  }

  @Test
  void deny_overrides() {
    everyWorld(
        4,
        w -> {
          if (w.has(Decision.DENY, Outcome.TRUE)) {
            assertThat(w.decision()).isEqualTo(Decision.DENY);
          }
        });
  }

  @Test
  void default_when_nothing_matches() {
    everyWorld(
        4,
        w -> {
          if (w.rules().stream().allMatch(r -> outcomeOf(r) == Outcome.FALSE)) {
            assertThat(w.decision()).isEqualTo(w.byDefault());
            assertThat(w.answer().ruleIds()).isEmpty();
          }
        });
  }

  @Test
  void allow_only_if_something_allows_and_nothing_stricter() {
    everyWorld(
        4,
        w -> {
          if (w.decision() != Decision.ALLOW) {
            return;
          }
          var matched = w.rules().stream().filter(r -> outcomeOf(r) == Outcome.TRUE).toList();
          assertThat(matched).allMatch(r -> r.decision == Decision.ALLOW);
          assertThat(!matched.isEmpty() || w.byDefault() == Decision.ALLOW).isTrue();
          assertThat(w.rules())
              .allMatch(r -> r.decision == Decision.ALLOW || outcomeOf(r) == Outcome.FALSE);
        });
  }

  @Test
  void an_error_never_loosens() {
    everyWorld(
        4,
        w -> {
          for (var rule : w.rules()) {
            if (outcomeOf(rule) == Outcome.ERRORED || outcomeOf(rule) == Outcome.MAYBE) {
              assertThat(w.decision()).isGreaterThanOrEqualTo(w.without(rule).decision());
            }
          }
        });
  }

  @Test
  void order_does_not_matter() {
    everyWorld(
        4,
        w -> {
          var reversed = new ArrayList<>(w.rules());
          java.util.Collections.reverse(reversed);
          var rotated = new ArrayList<>(w.rules());
          java.util.Collections.rotate(rotated, 1);
          for (var other : List.of(reversed, rotated)) {
            var again = world(other, w.byDefault()).answer();
            assertThat(again.decision()).isEqualTo(w.decision());
            assertThat(new HashSet<>(again.ruleIds()))
                .isEqualTo(new HashSet<>(w.answer().ruleIds()));
          }
        });
  }

  /** The semantics once more, as plainly as it can be said. */
  private static Decision naive(List<CompiledRule> rules, Decision byDefault) {
    Decision base = null;
    for (var rule : rules) {
      if (outcomeOf(rule) == Outcome.TRUE && (base == null || rule.decision.compareTo(base) > 0)) {
        base = rule.decision;
      }
    }
    var answer = base == null ? byDefault : base;
    for (var rule : rules) {
      var outcome = outcomeOf(rule);
      var atLeast = answer;
      if (outcome == Outcome.ERRORED) {
        atLeast = rule.decision;
      } else if (outcome == Outcome.MAYBE && rule.decision != Decision.ALLOW) {
        atLeast = Decision.REQUIRE_APPROVAL;
      }
      if (atLeast.compareTo(answer) > 0) {
        answer = atLeast;
      }
    }
    return answer;
  }

  @Test
  void engine_agreesWithItsNaiveTwin() {
    everyWorld(4, w -> assertThat(w.decision()).isEqualTo(naive(w.rules(), w.byDefault())));
  }

  @Test
  void deciders_areThoseWhoseWordTheAnswerIs() {
    everyWorld(
        3,
        w -> {
          var expected = new ArrayList<String>();
          for (var rule : w.rules()) {
            if (StrictestWins.contribution(rule.decision, outcomeOf(rule)) == w.decision()) {
              expected.add(rule.id);
            }
          }
          assertThat(w.answer().ruleIds()).isEqualTo(expected);
        });
  }
}
