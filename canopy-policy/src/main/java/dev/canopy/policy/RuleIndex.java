package dev.canopy.policy;

import dev.canopy.effects.ActionType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The rules by type of action, the strictest decisions first, so that most requests see few rules
 * and the engine can stop early.
 */
final class RuleIndex {
  private static final CompiledRule[] NONE = new CompiledRule[0];

  private final Map<String, CompiledRule[]> byName = new HashMap<>();
  private final CompiledRule[] patterned;
  private final CompiledRule[] all;
  private final boolean onlyStars;
  private final boolean tools;

  RuleIndex(List<CompiledRule> rules) {
    var withPattern = new ArrayList<CompiledRule>();
    var stars = true;
    var hasTools = false;
    for (var rule : rules) {
      hasTools |= !rule.target.tools().isEmpty();
      if (!rule.target.patterns().isEmpty()) {
        withPattern.add(rule);
        stars &= rule.target.patterns().contains("*");
      }
      for (var name : rule.target.names()) {
        byName.put(name, NONE);
      }
    }
    this.tools = hasTools;
    this.all = sorted(rules);
    this.patterned = sorted(withPattern);
    this.onlyStars = stars;
    byName.replaceAll((name, none) -> including(new ActionType(name, name), all));
  }

  /** The rules for a type of action. */
  CompiledRule[] forType(ActionType type) {
    if (tools && type.given().startsWith(Target.TOOL_PREFIX)) {
      return including(type, all);
    }
    var known = byName.get(type.name());
    if (known != null) {
      return known;
    }
    return onlyStars ? patterned : including(type, patterned);
  }

  private static CompiledRule[] including(ActionType type, CompiledRule[] rules) {
    var included = new ArrayList<CompiledRule>();
    for (var rule : rules) {
      if (rule.target.includes(type)) {
        included.add(rule);
      }
    }
    return included.toArray(CompiledRule[]::new);
  }

  /** Strictest first; among equals the order of the policy. */
  private static CompiledRule[] sorted(List<CompiledRule> rules) {
    var sorted = new ArrayList<CompiledRule>(rules.size());
    for (var decision : List.of(Decision.DENY, Decision.REQUIRE_APPROVAL, Decision.ALLOW)) {
      for (var rule : rules) {
        if (rule.decision == decision) {
          sorted.add(rule);
        }
      }
    }
    return sorted.toArray(CompiledRule[]::new);
  }
}
