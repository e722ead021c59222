package dev.canopy.policy;

import dev.canopy.effects.ActionType;
import dev.canopy.effects.ToolDeclaration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads {@code tools}: what the policy's author says of tools that Canopy does not know. */
final class ToolsReading {
  private static final List<String> KEYS = List.of("tool", "server", "means", "arguments");

  private static final List<String> MEANINGS =
      List.of(
          "reads",
          "changes",
          "destroys",
          "unresolved",
          ActionType.EXECUTE_SHELL,
          ActionType.MODIFY_FILE,
          ActionType.READ_FILE,
          ActionType.DELETE_FILE,
          ActionType.CALL_EXTERNAL_API,
          ActionType.RUN_CODE,
          ActionType.QUERY_DATABASE,
          ActionType.SEND_MESSAGE,
          ActionType.SPEND_MONEY);

  private static final List<String> ROLES =
      Arrays.stream(ToolDeclaration.Role.values()).map(ToolDeclaration.Role::wireName).toList();

  /** Each is compared with each call; no policy that a person wrote has more. */
  private static final int MAX_TOOLS = 1000;

  private final Issues issues;
  private final List<ToolDeclaration> tools = new ArrayList<>();
  private final Set<String> seen = new HashSet<>();

  private ToolsReading(Issues issues) {
    this.issues = issues;
  }

  static List<ToolDeclaration> read(@Nullable YamlNode node, Issues issues) {
    if (node == null) {
      return List.of();
    }
    if (!(node instanceof YamlNode.Sequence list) || list.items().isEmpty()) {
      issues.add(
          node,
          "`tools` is "
              + (node instanceof YamlNode.Sequence ? "an empty list" : node.kind())
              + ", wanted a list of tools",
          "write `tools: [{tool: get_report, means: reads}]`");
      return List.of();
    }
    var reading = new ToolsReading(issues);
    list.items().forEach(reading::tool);
    if (reading.tools.size() > MAX_TOOLS) {
      issues.add(
          node, "more than " + MAX_TOOLS + " tools are declared", "write names with `*` in them");
    }
    return reading.tools;
  }

  private void tool(YamlNode node) {
    if (!(node instanceof YamlNode.Mapping mapping)) {
      issues.add(
          node,
          "a tool is " + node.kind() + ", wanted a mapping",
          "write `{tool: get_report, means: reads}`");
      return;
    }
    var before = issues.size();
    var fields = Fields.of(mapping, KEYS, "a tool", issues);
    var server = fields.get("server");
    if (server != null) {
      name(server, "`server`");
    }
    var tool = fields.get("tool");
    if (tool == null) {
      issues.add(node, "the tool has no name", "write `tool: get_report`");
    }
    var names = tool == null ? List.<YamlNode.Scalar>of() : Fields.texts(tool, "`tool`", issues);
    names.forEach(name -> name(name, "`tool`"));
    var means = fields.get("means");
    var meaning = means == null ? new String[] {"", ""} : meaning(means);
    var given = fields.get("arguments");
    var builtIn = PolicyReading.BUILT_IN.contains(meaning[0]);
    if (means == null && given == null) {
      issues.add(
          node,
          "nothing is said of the tool, wanted `means` or `arguments`",
          "write `means: reads`, or `arguments: {path: read}`");
    } else if (builtIn && given != null) {
      issues.add(
          given,
          "`means: " + meaning[0] + "` finds its arguments itself",
          "remove `arguments`, or `means`");
    }
    var arguments = arguments(given);
    if (issues.size() > before) {
      return;
    }
    var ofServer = server == null ? "" : ((YamlNode.Scalar) server).text();
    for (var name : names) {
      if (seen.add(ofServer + "\n" + name.text())) {
        tools.add(
            new ToolDeclaration(
                ofServer, name.text(), meaning[0], meaning[1], arguments, !builtIn));
      } else {
        issues.add(
            name,
            "the tool `" + name.text() + "` is declared twice",
            "merge the two, or remove one");
      }
    }
  }

  private void name(YamlNode node, String of) {
    var text = Fields.text(node, of, issues);
    if (!text.equals(text.strip())) {
      issues.add(node, of + " is padded", "remove the blanks");
    }
  }

  /** What the call means, and the detail of that. */
  private String[] meaning(YamlNode node) {
    var text = Fields.text(node, "`means`", issues);
    var colon = text.indexOf(':');
    var meaning = colon < 0 ? text : text.substring(0, colon);
    var detail = colon < 0 ? "" : text.substring(colon + 1);
    if (text.isBlank() || ToolDeclaration.isMeaning(meaning, detail)) {
      return new String[] {meaning, detail};
    }
    if (!MEANINGS.contains(meaning)) {
      issues.add(
          node, "unknown meaning `" + meaning + "` of a tool", NearestName.help(meaning, MEANINGS));
    } else if (meaning.equals("changes") || meaning.equals("destroys")) {
      issues.add(
          node,
          detail.isEmpty()
              ? "`" + meaning + "` does not say of what"
              : "unknown resource `" + detail + "`",
          detail.isEmpty()
              ? "write `" + meaning + ":account`, or another resource"
              : NearestName.help(detail, ToolDeclaration.RESOURCES));
    } else {
      issues.add(
          node, "`" + meaning + "` takes no `:" + detail + "`", "write `means: " + meaning + "`");
    }
    return new String[] {"", ""};
  }

  private Map<String, ToolDeclaration.Argument> arguments(@Nullable YamlNode node) {
    if (node == null) {
      return Map.of();
    }
    if (!(node instanceof YamlNode.Mapping mapping)) {
      issues.add(
          node,
          "`arguments` is " + node.kind() + ", wanted names and what they are",
          "write `arguments: {path: read}`, or `{}` if it has none");
      return Map.of();
    }
    Fields.reportRepeats(mapping, issues);
    var arguments = new LinkedHashMap<String, ToolDeclaration.Argument>();
    var once = new HashMap<ToolDeclaration.Role, String>();
    for (var entry : mapping.entries()) {
      var key = entry.key().text();
      var optional = key.endsWith("?");
      var name = optional ? key.substring(0, key.length() - 1) : key;
      if (name.isBlank()) {
        issues.add(entry.key(), "the argument has no name", "");
      }
      var argument = argument(entry.value(), optional);
      if (argument == null) {
        continue;
      }
      var role = argument.role();
      if (role == ToolDeclaration.Role.AMOUNT || role == ToolDeclaration.Role.CURRENCY) {
        var other = once.put(role, name);
        if (other != null) {
          issues.add(
              entry.key(),
              "`" + other + "` is the " + role.wireName() + " already",
              "a tool has one " + role.wireName());
        }
      }
      if (arguments.put(name, argument) != null && optional) {
        issues.add(entry.key(), "the argument `" + name + "` is there twice", "remove one");
      }
    }
    money(mapping, arguments);
    return arguments;
  }

  /** An amount has one currency, and a currency is one of an amount. */
  private void money(YamlNode.Mapping node, Map<String, ToolDeclaration.Argument> arguments) {
    var amounts = 0;
    var currencies = 0;
    for (var argument : arguments.values()) {
      if (argument.role() == ToolDeclaration.Role.AMOUNT) {
        amounts++;
        currencies += argument.detail().isEmpty() ? 0 : 1;
      } else if (argument.role() == ToolDeclaration.Role.CURRENCY) {
        currencies++;
      }
    }
    if (amounts == 0 && currencies > 0) {
      issues.add(node, "there is a currency without an amount", "say which argument is the amount");
    } else if (amounts > 0 && currencies == 0) {
      issues.add(
          node,
          "there is an amount without a currency",
          "write `amount:EUR`, or say which argument is the currency");
    } else if (amounts == 1 && currencies > 1) {
      issues.add(
          node, "the amount has more than one currency", "write `amount`, or remove `currency`");
    }
  }

  private ToolDeclaration.@Nullable Argument argument(YamlNode node, boolean optional) {
    var text = Fields.text(node, "an argument", issues);
    if (text.isBlank()) {
      return null;
    }
    var argument = ToolDeclaration.Argument.of(text, optional);
    if (argument == null) {
      var colon = text.indexOf(':');
      var role = colon < 0 ? text : text.substring(0, colon);
      if (!ROLES.contains(role)) {
        issues.add(node, "an argument cannot be `" + role + "`", NearestName.help(role, ROLES));
      } else if (role.equals("code")) {
        issues.add(node, "`code` does not say in which language", "write `code:python`");
      } else if (role.equals("amount")) {
        issues.add(
            node, "`" + text.substring(colon + 1) + "` is no currency code", "write `amount:EUR`");
      } else {
        issues.add(node, "`" + role + "` takes no `:`", "write `" + role + "`");
      }
    }
    return argument;
  }
}
