package dev.canopy.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Reads the conditions of rules: what stands under {@code when:}. */
final class ConditionReading {
  private static final List<String> KEYS =
      List.of(
          "all",
          "any",
          "not",
          "effect",
          "any_effect",
          "every_effect",
          "no_effect",
          "has_capability",
          "payload",
          "payload.<field>",
          "agent_ctx.<key>");

  private static final List<String> WHEN_KEYS = List.of("when", "when_all", "when_any", "when_not");

  private final Issues issues;
  private final ValueTestReading values;
  private final OldConditions oldConditions;

  ConditionReading(Issues issues, NamedLists lists) {
    this.issues = issues;
    this.values = new ValueTestReading(issues, lists);
    this.oldConditions = new OldConditions(issues);
  }

  /** Everything under which a rule holds, or null if it always does. */
  @Nullable Condition guard(YamlNode.Mapping rule) {
    var parts = new ArrayList<Condition>();
    for (var entry : rule.entries()) {
      var key = entry.key().text();
      if (key.equals("when")) {
        parts.addAll(conditions(entry.value()));
      } else if (WHEN_KEYS.contains(key)) {
        parts.add(oldConditions.read(key, entry.value()));
      }
    }
    if (parts.isEmpty()) {
      return null;
    }
    return parts.size() == 1 ? parts.get(0) : Logic.all(parts.toArray(Condition[]::new));
  }

  /** The text of a rule's conditions, to see whether two rules have the same; empty: none. */
  static String textOf(YamlNode.Mapping rule) {
    var text = new StringBuilder();
    for (var entry : rule.entries()) {
      if (WHEN_KEYS.contains(entry.key().text())) {
        text.append(entry.key().text()).append(' ');
        append(text, entry.value());
      }
    }
    return text.toString();
  }

  private static void append(StringBuilder text, YamlNode node) {
    if (node instanceof YamlNode.Scalar scalar) {
      text.append(scalar.type()).append('`').append(scalar.text()).append("` ");
    } else if (node instanceof YamlNode.Sequence list) {
      list.items().forEach(item -> append(text.append("- "), item));
      text.append("; ");
    } else if (node instanceof YamlNode.Mapping mapping) {
      mapping.entries().forEach(e -> append(text.append(e.key().text()).append(": "), e.value()));
      text.append("; ");
    }
  }

  /** The parts of one condition, all of which must hold; never empty. */
  private List<Condition> conditions(YamlNode node) {
    if (node instanceof YamlNode.Sequence list && !list.items().isEmpty()) {
      return List.of(Logic.all(each(list)));
    }
    if (!(node instanceof YamlNode.Mapping mapping) || mapping.entries().isEmpty()) {
      var what = node instanceof YamlNode.Scalar ? node.kind() : "empty";
      issues.add(
          node,
          "the condition is " + what + ", wanted at least one test",
          "for a rule that always holds leave `when` out");
      return List.of(unread());
    }
    Fields.reportRepeats(mapping, issues);
    var parts = new ArrayList<Condition>();
    for (var entry : mapping.entries()) {
      parts.add(condition(entry.key(), entry.value()));
    }
    return parts;
  }

  private Condition one(YamlNode node) {
    var parts = conditions(node);
    return parts.size() == 1 ? parts.get(0) : Logic.all(parts.toArray(Condition[]::new));
  }

  private Condition[] each(YamlNode.Sequence list) {
    if (list.items().isEmpty()) {
      issues.add(list, "found an empty list, wanted at least one condition", "");
      return new Condition[] {unread()};
    }
    var parts = new Condition[list.items().size()];
    for (var i = 0; i < parts.length; i++) {
      parts[i] = one(list.items().get(i));
    }
    return parts;
  }

  /** Stands in for what could not be read; the policy does not load then. */
  private static Condition unread() {
    return new AnyEffect(EffectMatcher.NOTHING);
  }

  private Condition condition(YamlNode.Scalar key, YamlNode value) {
    var name = key.text();
    return switch (name) {
      case "all" -> value instanceof YamlNode.Sequence l ? Logic.all(each(l)) : notList(key, value);
      case "any" -> value instanceof YamlNode.Sequence l ? Logic.any(each(l)) : notList(key, value);
      case "not" -> new Negation(one(value));
      case "effect", "any_effect" -> new AnyEffect(matcher(value, EffectKind.ALL));
      case "every_effect" -> new EveryEffect(matcher(value, EffectKind.ALL));
      case "no_effect" -> new Negation(new AnyEffect(matcher(value, EffectKind.ALL)));
      case "has_capability" -> capability(value);
      case "payload" ->
          new PayloadCondition(values.read(value, FieldType.PAYLOAD, null, "payload"));
      default -> field(key, value);
    };
  }

  private Condition notList(YamlNode.Scalar key, YamlNode value) {
    issues.add(
        value, "`" + key.text() + "` is " + value.kind() + ", wanted a list of conditions", "");
    return unread();
  }

  private Condition capability(YamlNode value) {
    var parts = new ArrayList<Condition>();
    for (var text : Fields.texts(value, "`has_capability`", issues)) {
      parts.add(new CapabilityCondition(text.text()));
    }
    return parts.size() == 1 ? parts.get(0) : Logic.all(parts.toArray(Condition[]::new));
  }

  private Condition field(YamlNode.Scalar key, YamlNode value) {
    var name = key.text();
    var dot = name.indexOf('.');
    var root = dot < 0 ? name : name.substring(0, dot);
    var inPayload = root.equals("payload");
    if (dot < 0 || (!inPayload && !root.equals("agent_ctx"))) {
      issues.add(key, "unknown test `" + name + "` in a condition", unknown(name));
      return unread();
    }
    var keys = name.substring(dot + 1).split("\\.", -1);
    if (List.of(keys).contains("")) {
      issues.add(key, "`" + name + "` has an empty name between its dots", "");
    }
    return new ValueCondition(inPayload, keys, values.read(value, FieldType.JSON, null, name));
  }

  private static String unknown(String name) {
    if (!EffectField.named(name).isEmpty() || name.equals("kind")) {
      return "fields of effects stand under `any_effect`, `every_effect` or `no_effect`";
    }
    return NearestName.help(name, KEYS);
  }

  /** Reads a question about one effect, which is already known to be of these kinds. */
  private EffectMatcher matcher(YamlNode node, int outer) {
    if (!(node instanceof YamlNode.Mapping mapping)) {
      return new EffectMatcher.OfKind(kinds(node, outer), List.of());
    }
    if (mapping.entries().isEmpty()) {
      issues.add(node, "the effect is empty, wanted a `kind`", "`kind: \"*\"` is every kind");
      return EffectMatcher.NOTHING;
    }
    Fields.reportRepeats(mapping, issues);
    var kindNode = mapping.get("kind");
    var kinds = kindNode == null ? outer : kinds(kindNode, outer);
    var effective = kinds;
    var tests = new ArrayList<EffectMatcher.FieldTest>();
    var parts = new ArrayList<EffectMatcher>();
    for (var entry : mapping.entries()) {
      var name = entry.key().text();
      switch (name) {
        case "kind" -> {}
        case "all", "any" -> parts.add(several(name.equals("all"), entry.value(), kinds));
        case "not" -> parts.add(new EffectMatcher.Not(matcher(entry.value(), kinds)));
        default -> {
          var field = fieldOf(entry.key(), kinds);
          if (field != null) {
            effective &= field.kinds;
            var test = values.read(entry.value(), field.type, field, name);
            tests.add(new EffectMatcher.FieldTest(field, test));
          }
        }
      }
    }
    if (parts.isEmpty() || !tests.isEmpty() || kindNode != null) {
      parts.add(0, new EffectMatcher.OfKind(effective, tests));
    }
    return parts.size() == 1 ? parts.get(0) : EffectMatcher.Several.of(true, parts);
  }

  private EffectMatcher several(boolean all, YamlNode node, int kinds) {
    if (!(node instanceof YamlNode.Sequence list) || list.items().isEmpty()) {
      var found = node instanceof YamlNode.Sequence ? "empty" : node.kind();
      issues.add(
          node, (all ? "`all` is " : "`any` is ") + found + ", wanted a list of effects", "");
      return EffectMatcher.NOTHING;
    }
    var parts = new ArrayList<EffectMatcher>();
    for (var item : list.items()) {
      parts.add(matcher(item, kinds));
    }
    return EffectMatcher.Several.of(all, parts);
  }

  private int kinds(YamlNode node, int outer) {
    var kinds = 0;
    for (var text : Fields.texts(node, "`kind`", issues)) {
      if (text.text().equals("*")) {
        kinds |= EffectKind.ALL;
        continue;
      }
      var kind = EffectKind.named(text.text());
      if (kind == null) {
        issues.add(
            text,
            "unknown kind of effect `" + text.text() + "`",
            NearestName.help(text.text(), EffectKind.names()));
      } else if ((kind.bit() & outer) == 0) {
        issues.add(
            text,
            "`"
                + text.text()
                + "` can never be: around it stands `kind: "
                + EffectKind.describe(outer)
                + "`",
            "");
      } else {
        kinds |= kind.bit();
      }
    }
    return kinds == 0 ? outer : kinds;
  }

  private @Nullable EffectField fieldOf(YamlNode.Scalar key, int kinds) {
    var name = key.text();
    var candidates = EffectField.named(name);
    if (kinds == EffectKind.ALL) {
      if (candidates.size() == 1) {
        return candidates.get(0);
      }
      if (candidates.size() > 1) {
        issues.add(key, "`" + name + "` is a field of several kinds", "add the `kind`");
        return null;
      }
    }
    for (var field : candidates) {
      if ((field.kinds & kinds) == kinds) {
        return field;
      }
    }
    var known = new TreeSet<>(EffectField.namesFor(kinds));
    known.add("kind");
    issues.add(
        key,
        kinds == EffectKind.ALL
            ? "no effect has a field `" + name + "`"
            : "`" + EffectKind.describe(kinds) + "` has no field `" + name + "`",
        NearestName.help(name, known));
    return null;
  }
}
