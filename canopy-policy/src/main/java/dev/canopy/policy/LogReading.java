package dev.canopy.policy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads {@code log}: what is kept of a payload. */
final class LogReading {
  private static final List<String> KEYS = List.of("payload", "clear", "never");
  private static final List<String> MODES = List.of("committed", "none");

  private LogReading() {}

  static LogRules read(@Nullable YamlNode node, Issues issues) {
    if (node == null) {
      return LogRules.STANDARD;
    }
    if (!(node instanceof YamlNode.Mapping mapping)) {
      issues.add(
          node,
          "`log` is " + node.kind() + ", wanted `payload`, `clear` or `never`",
          "write `log: {never: [content]}`");
      return LogRules.STANDARD;
    }
    var fields = Fields.of(mapping, KEYS, "`log`", issues);
    if (mapping.entries().isEmpty()) {
      issues.add(node, "`log` is empty, wanted `payload`, `clear` or `never`", "");
    }
    var committed = true;
    var mode = fields.get("payload");
    if (mode != null) {
      var text = Fields.text(mode, "`payload`", issues);
      committed = !text.equals("none");
      if (!text.isBlank() && !MODES.contains(text)) {
        issues.add(
            mode,
            "unknown way to keep a payload `" + text + "`, wanted committed or none",
            NearestName.help(text, MODES));
      }
    }
    var clear = names(fields.get("clear"), "`clear`", issues);
    var never = names(fields.get("never"), "`never`", issues);
    for (var name : never.entrySet()) {
      var other = clear.get(name.getKey());
      if (other != null) {
        issues.add(
            name.getValue(),
            "the field `" + name.getValue().text() + "` is in `clear` and in `never`",
            "remove it from one of them");
      }
    }
    var useless = fields.get("never");
    if (!committed && useless != null) {
      issues.add(
          useless,
          "`never` says nothing beside `payload: none`, which keeps no field",
          "remove `never`, or keep what it does not name with `payload: committed`");
    }
    return new LogRules(committed, clear.keySet(), never.keySet());
  }

  /** The fields that a list names, by their plain names. */
  private static Map<String, YamlNode.Scalar> names(
      @Nullable YamlNode node, String of, Issues issues) {
    var names = new LinkedHashMap<String, YamlNode.Scalar>();
    if (node == null) {
      return names;
    }
    for (var text : Fields.texts(node, of, issues)) {
      if (text.text().indexOf('.') >= 0 || text.text().indexOf('*') >= 0) {
        issues.add(
            text,
            "`" + text.text() + "` is no field of a payload, wanted a name",
            "only the fields of the payload itself are named, such as `content`");
      } else if (names.put(LogRules.plain(text.text()), text) != null) {
        issues.add(text, "the field `" + text.text() + "` is in " + of + " twice", "remove one");
      }
    }
    return names;
  }
}
