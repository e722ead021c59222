package dev.canopy.effects;

import dev.canopy.json.Json;
import dev.canopy.json.JsonBoolean;
import dev.canopy.json.JsonException;
import dev.canopy.json.JsonObject;
import dev.canopy.json.JsonString;
import dev.canopy.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code call_tool}, and action types that nobody knows. A tool that is known by its name is judged
 * like the built-in action that it is; of another only its declaration speaks, and a name proves
 * nothing.
 */
final class ToolActions {
  private ToolActions() {}

  static void read(Action action, String given, JsonValue payload) {
    var mcp = given.startsWith("mcp__") ? given.indexOf("__", 5) : -1;
    if (mcp > 0) {
      call(action, given.substring(5, mcp), given.substring(mcp + 2), payload, "arguments", false);
      return;
    }
    if (!(payload instanceof JsonObject object)) {
      action.malformed(
          Action.isEmpty(payload)
              ? "the payload names no tool"
              : "the payload is " + payload.kind() + ", not a tool call");
      return;
    }
    // The wire form of MCP: {"method": "tools/call", "params": {"name": …, "arguments": …}}.
    if (object.get("params") instanceof JsonObject params && params.get("name") != null) {
      object = params;
    }
    var server = text(object, "server", "mcp_server", "server_name", "serverName");
    var tool = text(object, "tool", "name", "tool_name", "toolName", "function");
    if (object.get("function") instanceof JsonObject function) {
      object = function;
      tool = text(object, "name");
    }
    if (tool == null || tool.isBlank()) {
      action.malformed("the payload names no tool");
      return;
    }
    var name = tool.strip();
    if (server == null && name.startsWith("mcp__") && name.indexOf("__", 5) > 5) {
      var end = name.indexOf("__", 5);
      server = name.substring(5, end);
      name = name.substring(end + 2);
    }
    var field = "arguments";
    JsonValue arguments = JsonObject.EMPTY;
    for (var candidate : ARGUMENTS) {
      var value = object.get(candidate);
      if (value != null) {
        field = candidate;
        arguments = value;
        break;
      }
    }
    call(action, server == null ? "" : server, name, parsed(arguments), field, tightened(object));
  }

  private static final String[] ARGUMENTS = {
    "arguments", "args", "input", "params", "parameters", "tool_input", "toolInput", "kwargs"
  };

  private static @Nullable String text(JsonObject object, String... names) {
    for (var name : names) {
      if (object.get(name) instanceof JsonString text) {
        return text.value();
      }
    }
    return null;
  }

  /** Arguments that stand as JSON in a text, as some models give them. */
  private static JsonValue parsed(JsonValue arguments) {
    if (arguments instanceof JsonString text && text.value().startsWith("{")) {
      try {
        return Json.parse(text.value());
      } catch (JsonException e) {
        return arguments;
      }
    }
    return arguments;
  }

  /** True if the tool itself says that it does more than read. */
  private static boolean tightened(JsonObject object) {
    return object.get("annotations") instanceof JsonObject hints
        && (JsonBoolean.of(true).equals(hints.get("destructiveHint"))
            || JsonBoolean.of(false).equals(hints.get("readOnlyHint"))
            || JsonBoolean.of(true).equals(hints.get("openWorldHint")));
  }

  private static void call(
      Action action,
      String server,
      String tool,
      JsonValue arguments,
      String field,
      boolean tightened) {
    var known = ToolMap.of(server, tool);
    var builtIn = known == null ? builtIn(tool) : null;
    if (known == null && builtIn == null) {
      known = ToolMap.ofAnyServer(tool);
    }
    if (tightened && builtIn == null) {
      action.sink.unresolved("the tool says that it does more than read", action.at(field));
    }
    var declared = declared(action, server, tool, known != null || builtIn != null);
    if (builtIn != null) {
      builtIn(action, server, new ActionType(builtIn, tool), arguments, field);
    } else if (known != null) {
      known(action, known, server, tool, arguments, field, !tightened && !server.isEmpty());
    } else if (declared.isEmpty()) {
      unknown(action, server, tool, arguments, false, field);
    }
    for (var declaration : declared) {
      known(action, declaration, server, tool, arguments, field, !tightened);
    }
  }

  private static @Nullable String builtIn(String tool) {
    var builtIn = ActionTypeNames.builtIn(tool);
    return ActionType.CALL_TOOL.equals(builtIn) ? null : builtIn;
  }

  /**
   * What the policy's author says of a tool. Where something is known already a declaration can
   * only tighten, so it counts also if it merely may be about this tool.
   */
  private static List<ToolDeclaration> declared(
      Action action, String server, String tool, boolean known) {
    if (action.tools.isEmpty()) {
      return List.of();
    }
    var declared = new ArrayList<ToolDeclaration>(1);
    for (var declaration : action.tools) {
      if (known ? declaration.mayName(server, tool) : declaration.names(server, tool)) {
        declared.add(declaration);
      }
    }
    return declared;
  }

  private static void known(
      Action action,
      ToolDeclaration known,
      String server,
      String tool,
      JsonValue arguments,
      String field,
      boolean mayRead) {
    var origin = action.at(field);
    switch (known.meaning()) {
      // What is declared to the end does what its arguments say, and nothing else.
      case "" -> called(action, known, server, tool, arguments, known.complete(), field);
      case "reads" -> called(action, known, server, tool, arguments, mayRead, field);
      case "changes" -> {
        called(action, known, server, tool, arguments, false, field);
        action.sink.add(new Effect.Changes(known.detail(), Operand.exact(tool), origin));
      }
      case "destroys" -> {
        called(action, known, server, tool, arguments, false, field);
        action.sink.add(new Effect.Destroys(known.detail(), Operand.exact(tool), origin));
      }
      case "unresolved" -> {
        called(action, known, server, tool, arguments, false, field);
        action.sink.unresolved("what `" + Hosts.printable(tool) + "` does is not known", origin);
      }
      default ->
          builtIn(
              action,
              server,
              new ActionType(known.meaning(), known.detail().isEmpty() ? tool : known.detail()),
              arguments,
              field);
    }
    if (known.complete() || !known.arguments().isEmpty()) {
      DeclaredArguments.read(action, known, arguments, field);
    }
  }

  /** A call whose arguments are declared, or else give hints. */
  private static void called(
      Action action,
      ToolDeclaration known,
      String server,
      String tool,
      JsonValue arguments,
      boolean readOnly,
      String field) {
    if (known.complete()) {
      action.sink.add(new Effect.CallsTool(server, tool, readOnly, action.at(field)));
    } else {
      unknown(action, server, tool, arguments, readOnly, field);
    }
  }

  /** A tool that is a built-in action; if its arguments do not fit, its name proves nothing. */
  private static void builtIn(
      Action action, String server, ActionType type, JsonValue arguments, String field) {
    var misfit = action.nested(type, arguments, field);
    if (misfit != null) {
      unknown(action, server, type.given(), arguments, false, field);
      action.sink.unresolved(misfit, action.at(field));
    }
  }

  /** An action type that nobody knows, unless the policy's author does. */
  static void unknown(Action action, String type, JsonValue payload) {
    var declared = declared(action, "", type, false);
    if (declared.isEmpty()) {
      unknown(action, "", type, payload, false, "");
    }
    for (var declaration : declared) {
      known(action, declaration, "", type, payload, "", true);
    }
  }

  private static void unknown(
      Action action,
      String server,
      String tool,
      JsonValue arguments,
      boolean readOnly,
      String field) {
    var origin = action.at(field);
    action.sink.add(new Effect.CallsTool(server, tool, readOnly, origin));
    if (arguments instanceof JsonObject object) {
      ToolHints.read(action, object, field.isEmpty() ? "" : field + ".");
    }
  }
}
