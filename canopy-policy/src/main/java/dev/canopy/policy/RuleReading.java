package dev.canopy.policy;

import dev.canopy.effects.ActionType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads rules, in today's form and in that of the seed's relatives. */
final class RuleReading {
  static final List<String> KEYS =
      List.of(
          "id",
          "description",
          "action_type",
          "decision",
          "reason",
          "severity",
          "approval",
          "when",
          "examples",
          "deny_if",
          "deny_regex",
          "require_approval",
          "require_approval_if",
          "allow_if",
          "when_all",
          "when_any",
          "when_not",
          "default");

  /** What may stand beside {@code rules:} under a type of action at the top. */
  static final List<String> GROUP_KEYS =
      List.of(
          "rules",
          "default",
          "deny_if",
          "deny_regex",
          "require_approval",
          "require_approval_if",
          "allow_if");

  private static final List<String> OLD_KEYS = GROUP_KEYS.subList(2, GROUP_KEYS.size());

  /** Far beyond what a person can keep in mind; bounds the checks that compare rules in pairs. */
  private static final int MAX_RULES = 2000;

  private static final int MAX_ID_LENGTH = 100;

  private final Issues issues;
  private final Map<String, Decision> defaults;
  private final ConditionReading conditions;
  private final OldForms oldForms;
  private final ApprovalReading approvals;
  private final List<PolicyReading.Draft> drafts = new ArrayList<>();
  private final Map<String, YamlNode> ids = new HashMap<>();
  private final Map<String, Integer> counts = new HashMap<>();
  private int position;

  RuleReading(Issues issues, NamedLists lists, Map<String, Decision> defaults) {
    this.issues = issues;
    this.defaults = defaults;
    this.conditions = new ConditionReading(issues, lists);
    this.oldForms = new OldForms(issues, lists);
    this.approvals = new ApprovalReading(issues);
  }

  List<PolicyReading.Draft> drafts() {
    return drafts;
  }

  List<CompiledRule> compiled() {
    var all = new ArrayList<CompiledRule>();
    for (var draft : drafts) {
      all.addAll(draft.parts());
    }
    return all;
  }

  /** Reads a list of rules, all for one type of action if {@code type} is given. */
  void list(@Nullable YamlNode node, @Nullable String type) {
    if (!(node instanceof YamlNode.Sequence list)) {
      if (node != null) {
        issues.add(node, "`rules` is " + node.kind() + ", wanted a list of rules", "");
      }
      return;
    }
    if (list.items().isEmpty()) {
      issues.add(list, "`rules` is an empty list", "a policy without rules decides nothing");
    }
    for (var item : list.items()) {
      rule(item, type);
    }
  }

  /** Reads what stands beside {@code rules:} under a type of action, if anything does. */
  void group(YamlNode.Mapping mapping, String type) {
    var own = new ArrayList<YamlNode.Entry>();
    for (var entry : mapping.entries()) {
      if (OLD_KEYS.contains(entry.key().text())) {
        own.add(entry);
      }
    }
    if (!own.isEmpty()) {
      rule(new YamlNode.Mapping(own, mapping.line(), mapping.column()), type);
    }
  }

  void rule(YamlNode node, @Nullable String type) {
    if (!(node instanceof YamlNode.Mapping mapping)) {
      issues.add(
          node,
          "found " + node.kind() + ", wanted a rule",
          "a rule has an `action_type` and a `decision`");
      return;
    }
    if (drafts.size() >= MAX_RULES) {
      if (drafts.size() == MAX_RULES) {
        issues.add(node, "more than " + MAX_RULES + " rules", "split the policy");
        drafts.add(new PolicyReading.Draft(List.of(), node, "", null));
      }
      return;
    }
    var before = issues.size();
    var fields = Fields.of(mapping, KEYS, "a rule", issues);
    if (fields.has("description")) {
      fields.text("description");
    }
    var target = target(mapping, fields, type);
    var id = id(fields, target);
    var guard = conditions.guard(mapping);
    var parts = new ArrayList<CompiledRule>();
    var severity =
        fields.has("severity") ? Fields.severity(node(fields, "severity"), issues) : null;
    var reason = fields.text("reason");
    var byDefault = fields.get("default");
    if (byDefault != null) {
      for (var name : target.names()) {
        setDefault(name, byDefault);
      }
      if (target.patterns().contains(Defaults.ANY)) {
        setDefault(Defaults.ANY, byDefault);
      }
    }
    var decision =
        fields.has("decision")
            ? Fields.decision(node(fields, "decision"), "`decision`", issues)
            : null;
    var approval = fields.get("approval");
    var terms = approval == null ? null : approvals.read(approval, decision);
    if (decision == Decision.ALLOW) {
      refuseSurely(fields.get("when"));
    }
    if (decision != null) {
      parts.add(
          new CompiledRule(
              position++,
              id,
              target,
              decision,
              severity == null ? usualSeverity(decision) : severity,
              reason.isEmpty() ? usualReason(decision, id) : reason,
              guard,
              terms));
    }
    for (var part : oldForms.parts(mapping)) {
      parts.add(
          new CompiledRule(
              position++,
              id,
              target,
              part.decision(),
              severity == null ? usualSeverity(part.decision()) : severity,
              reason.isEmpty() ? part.reason() : reason,
              both(guard, part.condition())));
    }
    if (!fields.has("decision")
        && !hasOldKey(mapping)
        && byDefault == null
        && issues.size() == before) {
      issues.add(
          mapping,
          "the rule decides nothing",
          "add `decision: DENY`, `REQUIRE_APPROVAL` or `ALLOW`");
    }
    drafts.add(
        new PolicyReading.Draft(
            parts, mapping, ConditionReading.textOf(mapping), fields.get("examples")));
  }

  private static YamlNode node(Fields fields, String key) {
    var node = fields.get(key);
    if (node == null) {
      throw new IllegalStateException("asked for before: " + key);
    }
    return node;
  }

  private static boolean hasOldKey(YamlNode.Mapping mapping) {
    for (var key : OLD_KEYS) {
      if (mapping.get(key) != null) {
        return true;
      }
    }
    return false;
  }

  private static @Nullable Condition both(
      @Nullable Condition guard, @Nullable Condition condition) {
    if (guard == null) {
      return condition;
    }
    return condition == null ? guard : Logic.all(guard, condition);
  }

  /** Turned around, it would allow what is not certain; as it stands, it would say nothing. */
  private void refuseSurely(@Nullable YamlNode node) {
    if (node instanceof YamlNode.Sequence list) {
      list.items().forEach(this::refuseSurely);
    } else if (node instanceof YamlNode.Mapping mapping) {
      for (var entry : mapping.entries()) {
        if (entry.key().text().equals("surely")) {
          issues.add(
              entry.key(),
              "`surely` stands in a rule that allows",
              "leave it out: a rule allows only what is certain");
        }
        refuseSurely(entry.value());
      }
    }
  }

  static Severity usualSeverity(Decision decision) {
    return switch (decision) {
      case ALLOW -> Severity.LOW;
      case REQUIRE_APPROVAL -> Severity.MEDIUM;
      case DENY -> Severity.HIGH;
    };
  }

  private static String usualReason(Decision decision, String id) {
    return switch (decision) {
      case ALLOW -> "Allowed by policy: " + id;
      case REQUIRE_APPROVAL -> "Policy requires approval: " + id;
      case DENY -> "Denied by policy: " + id;
    };
  }

  void setDefault(String type, @Nullable YamlNode node) {
    if (node == null) {
      return;
    }
    var decision = Fields.decision(node, "`default`", issues);
    if (decision == null) {
      return;
    }
    var before = defaults.putIfAbsent(type, decision);
    if (before != null && before != decision) {
      issues.add(
          node,
          "the default for `" + type + "` is " + decision + " here and " + before + " elsewhere",
          "state it once");
    }
  }

  private Target target(YamlNode.Mapping mapping, Fields fields, @Nullable String type) {
    var node = fields.get("action_type");
    if (node == null) {
      if (type == null) {
        issues.add(
            mapping,
            "the rule has no `action_type`",
            "add `action_type: execute_shell`, or `\"*\"` for every type");
      }
      return new Target(type == null ? List.of() : List.of(type), List.of(), List.of());
    }
    var names = new ArrayList<String>();
    var patterns = new ArrayList<String>();
    var tools = new ArrayList<String>();
    for (var text : Fields.texts(node, "`action_type`", issues)) {
      if (text.text().startsWith(Target.TOOL_PREFIX)) {
        tools.add(text.text().toLowerCase(Locale.ROOT));
      } else if (text.text().indexOf('*') >= 0) {
        patterns.add(text.text());
      } else {
        addName(names, text);
      }
    }
    if (type != null && (!patterns.isEmpty() || !tools.isEmpty() || !names.equals(List.of(type)))) {
      issues.add(
          node,
          "`action_type` differs from `" + type + "`, under which the rule stands",
          "leave `action_type` out here");
    }
    return new Target(names, patterns, tools);
  }

  private void addName(List<String> names, YamlNode.Scalar text) {
    try {
      var name = ActionType.of(text.text()).name();
      var near = PolicyReading.nearBuiltIn(name);
      if (!near.isEmpty()) {
        issues.add(
            text,
            "`" + text.text() + "` is no built-in type of action, but very like one",
            "did you mean `" + near + "`? if it is a type of your own, write `" + name + "*`");
      }
      if (names.contains(name)) {
        issues.add(text, "`" + text.text() + "` is there twice", "aliases mean the same type");
      }
      names.add(name);
    } catch (IllegalArgumentException e) {
      issues.add(text, "`" + text.text() + "` is no type of action", "names hold no spaces");
    }
  }

  private String id(Fields fields, Target target) {
    var node = fields.get("id");
    if (node == null) {
      return generatedId(target);
    }
    var id = fields.text("id");
    if (id.length() > MAX_ID_LENGTH || (!id.isBlank() && !isPlain(id))) {
      issues.add(
          node,
          "`" + id + "` cannot be an id",
          "use up to " + MAX_ID_LENGTH + " letters, digits, `.`, `_`, `-`, `:` and `/`");
    }
    var before = ids.putIfAbsent(id, node);
    if (before != null && !id.isBlank()) {
      issues.add(
          node,
          "the id `" + id + "` is taken by the rule in line " + before.line(),
          "ids stand in the log: each names one rule");
    }
    return id.isBlank() ? generatedId(target) : id;
  }

  private String generatedId(Target target) {
    var base =
        !target.names().isEmpty()
            ? target.names().get(0)
            : target.patterns().isEmpty()
                ? target.tools().isEmpty() ? "rule" : target.tools().get(0)
                : target.patterns().get(0);
    while (true) {
      var id = base + "." + counts.merge(base, 1, Integer::sum);
      if (!ids.containsKey(id)) {
        return id;
      }
    }
  }

  private static boolean isPlain(String id) {
    for (var i = 0; i < id.length(); i++) {
      var c = id.charAt(i);
      if (c > 127 || (!Character.isLetterOrDigit(c) && "._-:/".indexOf(c) < 0)) {
        return false;
      }
    }
    return true;
  }
}
