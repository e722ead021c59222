package dev.canopy.effects;

import dev.canopy.json.JsonArray;
import dev.canopy.json.JsonNull;
import dev.canopy.json.JsonObject;
import dev.canopy.json.JsonString;
import dev.canopy.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One action being looked at: where its effects go, and what is wrong with its payload. */
final class Action {
  /** The payload itself. */
  static final Origin WHOLE = new Origin("", 0, 0);

  /** A tool that calls a tool that calls a tool: nobody means that. */
  private static final int MAX_CALLS = 4;

  final EffectSink sink;
  final Surroundings surroundings;

  /** Put before the names of fields: {@code arguments.} inside a tool call. */
  private final String prefix;

  private final int depth;
  private @Nullable String malformed;

  /** What the policy's author says of tools. */
  final List<ToolDeclaration> tools;

  Action(EffectSink sink, Surroundings surroundings, List<ToolDeclaration> tools) {
    this(sink, surroundings, tools, "", 0);
  }

  private Action(
      EffectSink sink,
      Surroundings surroundings,
      List<ToolDeclaration> tools,
      String prefix,
      int depth) {
    this.sink = sink;
    this.tools = tools;
    this.surroundings = surroundings;
    this.prefix = prefix;
    this.depth = depth;
  }

  /** Why the payload cannot be an action of its type, or null. */
  @Nullable String malformed() {
    return malformed;
  }

  /** Notes that the payload cannot be what its type asks for. The first reason counts. */
  void malformed(String why) {
    if (malformed == null) {
      malformed = why;
    }
  }

  /** The place of a field's text. */
  Origin at(String field, String text) {
    return new Origin(prefix + field, 0, text.length());
  }

  /** The place of a field. */
  Origin at(String field) {
    return new Origin(prefix + field, 0, 0);
  }

  /** The full name of a field. */
  String field(String field) {
    return prefix + field;
  }

  /** Adds the effects of a payload. */
  void read(ActionType type, JsonValue given) {
    var payload = unwrapped(given);
    var here = payload instanceof JsonObject object ? directory(object) : this;
    here.dispatch(type, payload);
    if (here.malformed != null) {
      malformed(here.malformed);
    }
  }

  /** The same action in the directory that its payload asks for. */
  private Action directory(JsonObject payload) {
    for (var i = 0; i < payload.size(); i++) {
      if (Fields.isDirectory(Fields.plain(payload.nameAt(i)))
          && payload.valueAt(i) instanceof JsonString text
          && !text.value().isBlank()) {
        var path = Paths.of(text.value(), surroundings);
        // INVARIANT: what is not known for sure makes relative paths stay relative.
        var known = path.path().isExact() && path.doubt() == null && path.others().isEmpty();
        var directory = known ? path.path().text() : "";
        return new Action(
            sink,
            new Surroundings(directory, surroundings.home(), surroundings.files()),
            tools,
            prefix,
            depth);
      }
    }
    return this;
  }

  private void dispatch(ActionType type, JsonValue payload) {
    switch (type.name()) {
      case ActionType.EXECUTE_SHELL -> ShellActions.read(this, payload);
      case ActionType.MODIFY_FILE -> FileActions.modify(this, payload);
      case ActionType.READ_FILE -> FileActions.read(this, payload);
      case ActionType.DELETE_FILE -> FileActions.delete(this, payload);
      case ActionType.CALL_EXTERNAL_API -> ApiActions.read(this, payload);
      case ActionType.RUN_CODE -> CodeActions.read(this, type.given(), payload);
      case ActionType.QUERY_DATABASE -> DatabaseActions.read(this, payload);
      case ActionType.CALL_TOOL -> ToolActions.read(this, type.given(), payload);
      case ActionType.SEND_MESSAGE -> MessageActions.read(this, payload);
      case ActionType.SPEND_MONEY -> MoneyActions.read(this, payload);
      default -> ToolActions.unknown(this, type.name(), payload);
    }
  }

  /**
   * Reads a payload inside this one, such as the arguments of a tool call; returns why it cannot be
   * an action of that type, or null.
   */
  @Nullable String nested(ActionType type, JsonValue payload, String field) {
    return argument(type, payload, field + ".");
  }

  /** The same for one argument, which is the payload. */
  @Nullable String argument(ActionType type, JsonValue payload, String field) {
    if (depth == MAX_CALLS) {
      sink.unresolved("more than " + MAX_CALLS + " calls inside each other", at(field));
      return null;
    }
    var inner = new Action(sink, surroundings, tools, prefix + field, depth + 1);
    inner.read(type, payload);
    return inner.malformed;
  }

  /**
   * The payload of a guarded function, by position and by name, as one: {@code {"args": […],
   * "kwargs": {…}}} is the list if there are no names and the object if there are no positions.
   */
  private static JsonValue unwrapped(JsonValue payload) {
    if (payload instanceof JsonObject object
        && object.size() == 2
        && object.get("args") instanceof JsonArray args
        && object.get("kwargs") instanceof JsonObject kwargs) {
      if (kwargs.size() == 0) {
        return args;
      }
      if (args.items().isEmpty()) {
        return kwargs;
      }
    }
    return payload;
  }

  /** True for null, and for a payload with nothing in it. */
  static boolean isEmpty(JsonValue payload) {
    return payload == JsonNull.NULL
        || (payload instanceof JsonString s && s.value().isBlank())
        || (payload instanceof JsonObject o && o.size() == 0)
        || (payload instanceof JsonArray a && a.items().isEmpty());
  }

  /** The strings of an array of nothing else, or null. */
  static @Nullable List<String> strings(JsonValue value) {
    if (!(value instanceof JsonArray array) || array.items().isEmpty()) {
      return null;
    }
    var texts = new ArrayList<String>(array.items().size());
    for (var item : array.items()) {
      if (!(item instanceof JsonString s)) {
        return null;
      }
      texts.add(s.value());
    }
    return texts;
  }

  /** The positional arguments of a guarded function that was called with names too, or null. */
  static @Nullable JsonArray positions(JsonObject payload) {
    return payload.size() == 2
            && payload.get("kwargs") instanceof JsonObject
            && payload.get("args") instanceof JsonArray args
        ? args
        : null;
  }
}
