package dev.canopy.policy;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds rules that can never decide, because another rule says something at least as strict about
 * the same actions under the same condition, or under none. Such a rule is a mistake: somebody
 * believes in it.
 */
final class Reachability {
  private Reachability() {}

  static void check(List<PolicyReading.Draft> drafts, Issues issues) {
    for (var draft : drafts) {
      for (var part : draft.parts()) {
        var shadow = shadow(part, draft, drafts);
        if (shadow != null) {
          report(part, draft, shadow, issues);
          break;
        }
      }
    }
  }

  private record Shadow(CompiledRule rule, PolicyReading.Draft draft) {}

  private static @Nullable Shadow shadow(
      CompiledRule rule, PolicyReading.Draft draft, List<PolicyReading.Draft> drafts) {
    for (var other : drafts) {
      for (var part : other.parts()) {
        if (part != rule && part.target.covers(rule.target) && hides(part, other, rule, draft)) {
          return new Shadow(part, other);
        }
      }
    }
    return null;
  }

  private static boolean hides(
      CompiledRule strict,
      PolicyReading.Draft strictDraft,
      CompiledRule rule,
      PolicyReading.Draft draft) {
    // Only the conditions of a rule's own `when` can be compared by their text.
    var same =
        rule.condition != null
            && draft.parts().size() == 1
            && strictDraft.parts().size() == 1
            && !draft.conditionText().isEmpty()
            && draft.conditionText().equals(strictDraft.conditionText())
            && hasDecision(draft)
            && hasDecision(strictDraft);
    if (strict.condition != null && !same) {
      return false;
    }
    var order = strict.decision.compareTo(rule.decision);
    return order > 0
        || (order == 0
            && (same || rule.condition == null)
            && strict.position < rule.position
            && (rule.terms == null || rule.terms.equals(strict.terms)));
  }

  private static boolean hasDecision(PolicyReading.Draft draft) {
    return draft.node() instanceof YamlNode.Mapping rule && rule.get("decision") != null;
  }

  private static void report(
      CompiledRule rule, PolicyReading.Draft draft, Shadow shadow, Issues issues) {
    var same = shadow.rule.decision == rule.decision ? "the same" : shadow.rule.decision.toString();
    issues.add(
        draft.node(),
        "the rule `"
            + rule.id
            + "` can never decide: `"
            + shadow.rule.id
            + "` in line "
            + shadow.draft.node().line()
            + " says "
            + same
            + " for all its actions",
        "remove one of the two, or narrow the stricter");
  }
}
