package dev.canopy.policy;

import dev.canopy.json.JsonBoolean;
import dev.canopy.json.JsonNumber;
import dev.canopy.json.JsonString;
import dev.canopy.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The condition strings of the seed's relatives, under {@code when_all}, {@code when_any} and
 * {@code when_not}: {@code agent_ctx.env == "production"}, {@code payload contains "rm -rf"}.
 *
 * <pre>
 *   condition = subject operator value
 *   subject   = "agent_ctx." name | "payload." name | "payload"
 *   operator  = "==" | "!=" | "in" | "contains" | "starts_with" | "ends_with" | "matches"
 *   value     = '"' text '"' | "'" text "'" | number | "true" | "false" | "[" value, … "]"
 * </pre>
 */
final class OldConditions {
  private static final List<String> OPERATORS =
      List.of("==", "!=", "in", "contains", "starts_with", "ends_with", "matches");

  private final Issues issues;

  OldConditions(Issues issues) {
    this.issues = issues;
  }

  Condition read(String key, YamlNode node) {
    var parts = new ArrayList<Condition>();
    for (var text : Fields.texts(node, "`" + key + "`", issues)) {
      var condition = condition(text);
      if (condition != null) {
        parts.add(condition);
      }
    }
    var all = parts.toArray(Condition[]::new);
    return switch (key) {
      case "when_any" -> Logic.any(all);
      case "when_not" -> new Negation(Logic.any(all));
      default -> Logic.all(all);
    };
  }

  private @Nullable Condition condition(YamlNode.Scalar node) {
    var text = node.text().strip();
    var space = text.indexOf(' ');
    var subject = space < 0 ? text : text.substring(0, space);
    var rest = space < 0 ? "" : text.substring(space).strip();
    var end = rest.indexOf(' ');
    var operator = end < 0 ? rest : rest.substring(0, end);
    if (!OPERATORS.contains(operator)) {
      refuse(
          node,
          "`" + text + "` is no condition, wanted a subject, an operator and a value",
          operator.isEmpty()
              ? "write `agent_ctx.env == \"production\"` or `payload contains \"rm -rf\"`"
              : NearestName.help(operator, OPERATORS));
      return null;
    }
    var values = values(rest.substring(end).strip());
    var isList = operator.equals("in");
    if (values == null || isList != rest.endsWith("]")) {
      refuse(
          node,
          "`" + rest.substring(end).strip() + "` is no value" + (isList ? " list" : ""),
          isList ? "write `[\"a\", \"b\"]`" : "put text into quotes");
      return null;
    }
    var test = test(node, operator, values, subject.equals("payload"));
    return test == null ? null : condition(node, subject, operator.equals("!="), test);
  }

  private @Nullable Condition condition(
      YamlNode.Scalar node, String subject, boolean negated, ValueTest test) {
    Condition condition;
    if (subject.equals("payload")) {
      condition = new PayloadCondition(test);
    } else {
      var dot = subject.indexOf('.');
      var root = dot < 0 ? subject : subject.substring(0, dot);
      var keys = subject.substring(dot + 1).split("\\.", -1);
      if (dot < 0
          || (!root.equals("payload") && !root.equals("agent_ctx"))
          || List.of(keys).contains("")) {
        refuse(
            node,
            "unknown subject `" + subject + "` in a condition",
            "one of agent_ctx.<key>, payload.<field>, payload");
        return null;
      }
      condition = new ValueCondition(root.equals("payload"), keys, test);
    }
    return negated ? new Negation(condition) : condition;
  }

  private @Nullable ValueTest test(
      YamlNode.Scalar node, String operator, List<JsonValue> values, boolean foldCase) {
    if (operator.equals("==") || operator.equals("!=")) {
      return Equals.of(values.get(0), foldCase);
    }
    if (operator.equals("in")) {
      var choices = new ArrayList<Equals>();
      values.forEach(value -> choices.add(Equals.of(value, foldCase)));
      return new OneOf(choices);
    }
    if (!(values.get(0) instanceof JsonString s) || s.value().isBlank()) {
      refuse(node, "`" + operator + "` wants text in quotes", "");
      return null;
    }
    return switch (operator) {
      case "contains" -> TextTest.of(TextTest.Kind.CONTAINS, s.value(), foldCase);
      case "starts_with" -> TextTest.of(TextTest.Kind.STARTS_WITH, s.value(), foldCase);
      case "ends_with" -> TextTest.of(TextTest.Kind.ENDS_WITH, s.value(), foldCase);
      default -> {
        var pattern = ValueTestReading.pattern(s.value(), node, foldCase, issues);
        yield pattern == null ? null : TextTest.matches(pattern);
      }
    };
  }

  private void refuse(YamlNode.Scalar node, String message, String help) {
    issues.add(node, message, help);
  }

  /** One value, or the values of a list; null if the text is neither. */
  private static @Nullable List<JsonValue> values(String text) {
    if (!text.startsWith("[")) {
      var value = value(text);
      return value == null ? null : List.of(value);
    }
    if (!text.endsWith("]")) {
      return null;
    }
    var values = new ArrayList<JsonValue>();
    for (var item : items(text.substring(1, text.length() - 1))) {
      var value = value(item.strip());
      if (value == null) {
        return null;
      }
      values.add(value);
    }
    return values;
  }

  /** Splits at commas outside quotes. */
  private static List<String> items(String text) {
    var items = new ArrayList<String>();
    var quote = '\0';
    var start = 0;
    for (var i = 0; i < text.length(); i++) {
      var c = text.charAt(i);
      if (quote != '\0') {
        quote = c == quote ? '\0' : quote;
      } else if (c == '"' || c == '\'') {
        quote = c;
      } else if (c == ',') {
        items.add(text.substring(start, i));
        start = i + 1;
      }
    }
    items.add(text.substring(start));
    return items;
  }

  private static @Nullable JsonValue value(String text) {
    if (text.length() >= 2) {
      var quote = text.charAt(0);
      var inner = text.substring(1, text.length() - 1);
      if ((quote == '"' || quote == '\'') && text.charAt(text.length() - 1) == quote) {
        return inner.indexOf(quote) < 0 ? new JsonString(inner) : null;
      }
    }
    if (text.isEmpty()) {
      return null;
    }
    return switch (YamlReading.typeOf(text)) {
      case FLAG -> JsonBoolean.of(text.equals("true"));
      case NUMBER -> new JsonNumber(Double.parseDouble(text));
      case NULL, TEXT -> null;
    };
  }
}
