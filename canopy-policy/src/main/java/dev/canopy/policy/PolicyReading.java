package dev.canopy.policy;

import dev.canopy.effects.ActionType;
import dev.canopy.effects.ToolDeclaration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads a whole policy: first the lists and defaults, then every rule, then what can only be seen
 * over all rules. Goes on after a fault, so that all of them are reported at once.
 */
final class PolicyReading {
  private static final List<String> KEYS =
      List.of(
          "version",
          "name",
          "description",
          "default",
          "defaults",
          "lists",
          "tools",
          "log",
          "rules");

  /** The types that may stand at the top, as in the older form {@code execute_shell: …}. */
  static final Set<String> BUILT_IN =
      Set.of(
          ActionType.EXECUTE_SHELL,
          ActionType.MODIFY_FILE,
          ActionType.CALL_EXTERNAL_API,
          ActionType.READ_FILE,
          ActionType.DELETE_FILE,
          ActionType.RUN_CODE,
          ActionType.QUERY_DATABASE,
          ActionType.CALL_TOOL,
          ActionType.SEND_MESSAGE,
          ActionType.SPEND_MONEY);

  private final PolicySource source;
  private final Issues issues;
  private final NamedLists lists;
  private final Map<String, Decision> defaults = new HashMap<>();
  private final RuleReading rules;
  private LogRules logRules = LogRules.STANDARD;
  private List<ToolDeclaration> tools = List.of();

  private PolicyReading(PolicySource source) {
    this.source = source;
    this.issues = new Issues(source);
    this.lists = new NamedLists(issues);
    this.rules = new RuleReading(issues, lists, defaults);
  }

  static Policy read(PolicySource source) throws PolicyException {
    var reading = new PolicyReading(source);
    return reading.policy(YamlReading.read(source, reading.issues), true);
  }

  /** The same for a shipped policy, whose examples the build has checked already. */
  static Policy readShipped(PolicySource source) throws PolicyException {
    var reading = new PolicyReading(source);
    var parsed = ShippedNodes.load(source);
    return reading.policy(
        parsed != null ? parsed : YamlReading.read(source, reading.issues), false);
  }

  private Policy policy(@Nullable YamlNode root, boolean checkExamples) throws PolicyException {
    if (root instanceof YamlNode.Mapping mapping) {
      top(mapping);
    } else if (root != null || issues.isEmpty()) {
      issues.add(
          root == null ? 1 : root.line(),
          root == null ? 1 : root.column(),
          "the policy is " + (root == null ? "empty" : root.kind()) + ", wanted rules",
          "start with `rules:` and a list");
    }
    Reachability.check(rules.drafts(), issues);
    if (issues.isEmpty() && checkExamples) {
      Examples.check(rules.drafts(), tools, lists.useSafePaths(), issues);
    }
    if (!issues.isEmpty()) {
      throw issues.toException();
    }
    return new Policy(
        source, rules.compiled(), new Defaults(defaults), lists.useSafePaths(), logRules, tools);
  }

  private void top(YamlNode.Mapping mapping) {
    Fields.reportRepeats(mapping, issues);
    var version = mapping.get("version");
    if (version != null && !(version instanceof YamlNode.Scalar s && s.text().equals("1"))) {
      issues.add(version, "the version is " + version.kind() + ", wanted 1", "");
    }
    for (var text : List.of("name", "description")) {
      var node = mapping.get(text);
      if (node != null) {
        Fields.text(node, "`" + text + "`", issues);
      }
    }
    lists.read(mapping.get("lists"));
    tools = ToolsReading.read(mapping.get("tools"), issues);
    logRules = LogReading.read(mapping.get("log"), issues);
    defaults(mapping);
    var before = issues.size();
    for (var entry : mapping.entries()) {
      if (entry.key().text().equals("rules")) {
        rules.list(entry.value(), null);
      } else if (!KEYS.contains(entry.key().text())) {
        byType(entry);
      }
    }
    if (rules.drafts().isEmpty() && issues.size() == before) {
      issues.add(mapping, "the policy has no rules", "write at least one under `rules:`");
    }
  }

  /** The older form: a type of action at the top, its rules or lists below. */
  private void byType(YamlNode.Entry entry) {
    var name = typeName(entry.key());
    if (name == null || !BUILT_IN.contains(name)) {
      issues.add(
          entry.key(),
          "unknown key `" + entry.key().text() + "` at the top of the policy",
          unknownTopKey(entry.key().text()));
      return;
    }
    if (entry.value() instanceof YamlNode.Mapping mapping && mapping.get("rules") != null) {
      var fields = Fields.of(mapping, RuleReading.GROUP_KEYS, "`" + name + "`", issues);
      rules.list(mapping.get("rules"), name);
      if (fields.has("default")) {
        setDefault(name, mapping.get("default"));
      }
      rules.group(mapping, name);
    } else if (entry.value() instanceof YamlNode.Sequence) {
      rules.list(entry.value(), name);
    } else {
      rules.rule(entry.value(), name);
    }
  }

  private static String unknownTopKey(String key) {
    var near = NearestName.find(key, KEYS);
    if (near.isEmpty()) {
      near = NearestName.find(key, BUILT_IN);
    }
    return near.isEmpty()
        ? "rules for a type of action of your own stand under `rules:` with `action_type: "
            + key
            + "`"
        : "did you mean `" + near + "`?";
  }

  /** The built-in type that a name is one slip of the pen away from; empty if there is none. */
  static String nearBuiltIn(String name) {
    if (!BUILT_IN.contains(name)) {
      for (var type : BUILT_IN) {
        if (NearestName.distance(name, type) == 1) {
          return type;
        }
      }
    }
    return "";
  }

  private static @Nullable String typeName(YamlNode.Scalar key) {
    try {
      return ActionType.of(key.text()).name();
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private void defaults(YamlNode.Mapping mapping) {
    var all = mapping.get("default");
    if (all != null) {
      setDefault(Defaults.ANY, all);
    }
    var byType = mapping.get("defaults");
    if (byType == null) {
      return;
    }
    if (!(byType instanceof YamlNode.Mapping types)) {
      issues.add(
          byType,
          "`defaults` is " + byType.kind() + ", wanted types of action and decisions",
          "write `\"*\": DENY`");
      return;
    }
    Fields.reportRepeats(types, issues);
    for (var entry : types.entries()) {
      var name = entry.key().text();
      if (!name.equals(Defaults.ANY)) {
        name = typeName(entry.key());
        if (name == null || name.indexOf('*') >= 0) {
          issues.add(
              entry.key(),
              "`" + entry.key().text() + "` is no type of action, wanted a name or `*`",
              "");
          continue;
        }
      }
      setDefault(name, entry.value());
    }
  }

  private void setDefault(String type, @Nullable YamlNode node) {
    rules.setDefault(type, node);
  }

  /** Every rule that was read, with what later checks need. */
  record Draft(
      List<CompiledRule> parts, YamlNode node, String conditionText, @Nullable YamlNode examples) {
    Draft {
      parts = new ArrayList<>(parts);
    }
  }
}
