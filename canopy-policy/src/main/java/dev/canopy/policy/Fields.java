package dev.canopy.policy;

import java.math.BigDecimal;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads the values of a mapping, and reports whatever is not what was wanted. */
final class Fields {
  private final YamlNode.Mapping mapping;
  private final Issues issues;

  private Fields(YamlNode.Mapping mapping, Issues issues) {
    this.mapping = mapping;
    this.issues = issues;
  }

  /** Reports repeated keys, and keys that are not among the known. */
  static Fields of(YamlNode.Mapping mapping, Collection<String> known, String of, Issues issues) {
    reportRepeats(mapping, issues);
    for (var entry : mapping.entries()) {
      if (!known.contains(entry.key().text())) {
        issues.add(
            entry.key(),
            "unknown key `" + entry.key().text() + "` in " + of,
            NearestName.help(entry.key().text(), known));
      }
    }
    return new Fields(mapping, issues);
  }

  static void reportRepeats(YamlNode.Mapping mapping, Issues issues) {
    var seen = new HashSet<String>();
    for (var entry : mapping.entries()) {
      if (!seen.add(entry.key().text())) {
        issues.add(
            entry.key(),
            "the key `" + entry.key().text() + "` is there twice",
            "merge the two, or remove one");
      }
    }
  }

  @Nullable YamlNode get(String key) {
    return mapping.get(key);
  }

  boolean has(String key) {
    return mapping.get(key) != null;
  }

  /** The text at a key; empty if there is none, or none that is text. */
  String text(String key) {
    var node = mapping.get(key);
    return node == null ? "" : text(node, "`" + key + "`", issues);
  }

  /** The text of a node; empty if it is none. */
  static String text(YamlNode node, String of, Issues issues) {
    if (node instanceof YamlNode.Scalar s && s.type() == YamlNode.Scalar.Type.TEXT) {
      if (s.text().isBlank()) {
        issues.add(node, of + " is empty, wanted text", "");
      }
      return s.text();
    }
    issues.add(
        node,
        of + " is " + node.kind() + ", wanted text",
        node instanceof YamlNode.Scalar s && s.type() != YamlNode.Scalar.Type.NULL
            ? "put it into quotes"
            : "");
    return "";
  }

  /** A text, or a list of texts, that must not be empty. */
  static List<YamlNode.Scalar> texts(YamlNode node, String of, Issues issues) {
    var items = node instanceof YamlNode.Sequence list ? list.items() : List.of(node);
    if (items.isEmpty()) {
      issues.add(node, of + " is an empty list, wanted at least one text", "");
    }
    var texts = new java.util.ArrayList<YamlNode.Scalar>();
    for (var item : items) {
      if (!text(item, of, issues).isBlank() && item instanceof YamlNode.Scalar scalar) {
        texts.add(scalar);
      }
    }
    return texts;
  }

  static boolean flag(YamlNode node, String of, Issues issues) {
    if (node instanceof YamlNode.Scalar s && s.type() == YamlNode.Scalar.Type.FLAG) {
      return s.isTrue();
    }
    issues.add(node, of + " is " + node.kind() + ", wanted true or false", "");
    return false;
  }

  static BigDecimal number(YamlNode node, String of, Issues issues) {
    if (node instanceof YamlNode.Scalar s && s.type() == YamlNode.Scalar.Type.NUMBER) {
      return new BigDecimal(s.text());
    }
    issues.add(node, of + " is " + node.kind() + ", wanted a number", "");
    return BigDecimal.ZERO;
  }

  private static final List<String> DECISIONS = List.of("ALLOW", "REQUIRE_APPROVAL", "DENY");
  private static final List<String> SEVERITIES = List.of("low", "medium", "high", "critical");

  /** A decision, in capitals or, as the older form has it, in small letters. */
  static @Nullable Decision decision(YamlNode node, String of, Issues issues) {
    var text = text(node, of, issues);
    var upper = text.toUpperCase(Locale.ROOT);
    if (DECISIONS.contains(upper) && (text.equals(upper) || text.equals(lower(upper)))) {
      return Decision.valueOf(upper);
    }
    if (!text.isBlank()) {
      issues.add(
          node,
          "unknown decision `" + text + "`, wanted ALLOW, REQUIRE_APPROVAL or DENY",
          NearestName.help(upper, DECISIONS));
    }
    return null;
  }

  static @Nullable Severity severity(YamlNode node, Issues issues) {
    var text = text(node, "`severity`", issues);
    if (SEVERITIES.contains(text)) {
      return Severity.valueOf(text.toUpperCase(Locale.ROOT));
    }
    if (!text.isBlank()) {
      issues.add(
          node,
          "unknown severity `" + text + "`, wanted low, medium, high or critical",
          NearestName.help(text, SEVERITIES));
    }
    return null;
  }

  private static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }
}
