package dev.canopy.effects;

import dev.canopy.json.JsonBoolean;
import dev.canopy.json.JsonNull;
import dev.canopy.json.JsonNumber;
import dev.canopy.json.JsonObject;
import dev.canopy.json.JsonString;
import dev.canopy.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the arguments of a tool call do, as a {@link ToolDeclaration} says what they are. */
final class DeclaredArguments {
  private final Action action;
  private final ToolDeclaration declaration;
  private final JsonObject arguments;

  /** Put before the names of arguments. */
  private final String prefix;

  private final Origin whole;
  private final JsonObject.Builder money = JsonObject.builder();
  private boolean spends;
  private boolean sends;
  private final List<Operand> destinations = new ArrayList<>(2);

  private DeclaredArguments(
      Action action, ToolDeclaration declaration, JsonObject arguments, String field) {
    this.action = action;
    this.declaration = declaration;
    this.arguments = arguments;
    this.prefix = field.isEmpty() ? "" : field + ".";
    this.whole = action.at(field);
  }

  static void read(Action action, ToolDeclaration declaration, JsonValue arguments, String field) {
    if (arguments instanceof JsonObject object) {
      new DeclaredArguments(action, declaration, object, field).all();
    } else if (Action.isEmpty(arguments)) {
      new DeclaredArguments(action, declaration, JsonObject.EMPTY, field).all();
    } else if (declaration.complete()) {
      action.sink.unresolved("the arguments have no names", action.at(field));
    }
  }

  private void all() {
    for (var i = 0; i < arguments.size(); i++) {
      var name = arguments.nameAt(i);
      var value = arguments.valueAt(i);
      var argument = declaration.arguments().get(name);
      if (argument != null) {
        if (value != JsonNull.NULL) {
          argument(name, value, argument);
        }
      } else if (declaration.complete() && !isHarmless(value)) {
        action.sink.unresolved(
            "the argument `" + Hosts.printable(name) + "` is not declared", origin(name));
      }
    }
    var missing = new ArrayList<String>(1);
    for (var declared : declaration.arguments().entrySet()) {
      var value = arguments.get(declared.getKey());
      if ((value == null || value == JsonNull.NULL)
          && !declared.getValue().optional()
          && matters(declared.getValue().role())) {
        missing.add(declared.getKey());
      }
    }
    missing.sort(null);
    for (var name : missing) {
      action.sink.unresolved("the argument `" + Hosts.printable(name) + "` is missing", whole);
    }
    moneyAndMessages();
  }

  /** A number or a flag can name nothing. */
  private static boolean isHarmless(JsonValue value) {
    return value == JsonNull.NULL
        || value instanceof JsonNumber
        || value instanceof JsonBoolean
        || (value instanceof JsonString text && text.value().isEmpty());
  }

  /** False for what has no effect of its own, there or not. */
  private static boolean matters(ToolDeclaration.Role role) {
    return switch (role) {
      case DATA, WORD, MESSAGE -> false;
      default -> true;
    };
  }

  private Origin origin(String name) {
    return arguments.get(name) instanceof JsonString text
        ? action.at(prefix + name, text.value())
        : action.at(prefix + name);
  }

  private void argument(String name, JsonValue value, ToolDeclaration.Argument argument) {
    switch (argument.role()) {
      case DATA -> {}
      case WORD -> texts(name, value, text -> word(name, text));
      case READ -> texts(name, value, text -> path(name, text, argument.role()));
      case WRITE -> texts(name, value, text -> path(name, text, argument.role()));
      case DELETE -> texts(name, value, text -> path(name, text, argument.role()));
      case DELETE_TREE -> texts(name, value, text -> path(name, text, argument.role()));
      case URL ->
          texts(
              name,
              value,
              text -> nested(ActionType.CALL_EXTERNAL_API, "", name, new JsonString(text)));
      case HOST -> texts(name, value, text -> host(name, text));
      case SHELL -> nested(ActionType.EXECUTE_SHELL, "", name, value);
      case SQL -> nested(ActionType.QUERY_DATABASE, "", name, value);
      case CODE ->
          texts(
              name,
              value,
              text -> nested(ActionType.RUN_CODE, argument.detail(), name, new JsonString(text)));
      case AMOUNT -> {
        spends = true;
        money.put("amount", value);
        if (!argument.detail().isEmpty()) {
          money.put("currency", new JsonString(argument.detail()));
        }
      }
      case CURRENCY -> money.put("currency", value);
      case TO -> {
        sends = true;
        texts(name, value, text -> destinations.add(Operand.exact(text)));
      }
      case MESSAGE -> sends = true;
    }
  }

  /** What is done with a text. */
  private interface Use {
    void of(String text);
  }

  /** A text, or a list of nothing else; whatever else it is can hide anything. */
  private void texts(String name, JsonValue value, Use use) {
    if (value instanceof JsonString text && !text.value().isBlank()) {
      use.of(text.value());
      return;
    }
    var texts = Action.strings(value);
    if (texts == null) {
      wrong(name, value);
      return;
    }
    for (var text : texts) {
      if (text.isBlank()) {
        wrong(name, value);
      } else {
        use.of(text);
      }
    }
  }

  private void wrong(String name, JsonValue value) {
    if (value instanceof JsonNumber || value instanceof JsonBoolean) {
      var role = declaration.arguments().get(name);
      if (role != null && role.role() == ToolDeclaration.Role.WORD) {
        return;
      }
    }
    action.sink.unresolved(
        "the argument `" + Hosts.printable(name) + "` is " + shown(value) + ", not a text",
        origin(name));
  }

  private static String shown(JsonValue value) {
    return value instanceof JsonString ? "blank" : value.kind();
  }

  private void word(String name, String text) {
    if (text.startsWith("-")) {
      action.sink.unresolved(
          "the argument `" + Hosts.printable(name) + "` may be taken for an option", origin(name));
    }
  }

  private void path(String name, String text, ToolDeclaration.Role role) {
    if (role == ToolDeclaration.Role.DELETE_TREE && !Urls.looksLikeOne(text)) {
      PathEffects.deletes(
          action.sink, Paths.of(text, action.surroundings), true, false, origin(name));
      return;
    }
    if (role != ToolDeclaration.Role.READ && Patches.looksLikeOne(text)) {
      action.sink.unresolved(
          "the argument `" + Hosts.printable(name) + "` is no path", origin(name));
      return;
    }
    var type =
        switch (role) {
          case READ -> ActionType.READ_FILE;
          case WRITE -> ActionType.MODIFY_FILE;
          default -> ActionType.DELETE_FILE;
        };
    nested(type, "", name, new JsonString(text));
    if (role == ToolDeclaration.Role.DELETE_TREE) {
      action.sink.unresolved(
          "the argument `" + Hosts.printable(name) + "` is a URL, not a path", origin(name));
    }
  }

  private void host(String name, String text) {
    var url = Urls.of(text);
    url.addTo(action.sink, "", false, origin(name));
    if (url.hosts().isEmpty() && url.doubt() == null) {
      action.sink.unresolved(
          "the argument `" + Hosts.printable(name) + "` names no host", origin(name));
    }
  }

  private void nested(String type, String given, String name, JsonValue value) {
    var misfit =
        action.argument(new ActionType(type, given.isEmpty() ? type : given), value, prefix + name);
    if (misfit != null) {
      action.sink.unresolved(misfit, origin(name));
    }
  }

  private void moneyAndMessages() {
    if (spends) {
      var misfit = misfit(money.build());
      if (misfit != null) {
        action.sink.unresolved(misfit, whole);
      }
    }
    if (sends) {
      if (destinations.isEmpty()) {
        destinations.add(Operand.unknown(""));
      }
      var secret = ApiActions.holdsSecret(arguments, 0);
      for (var destination : destinations) {
        action.sink.add(new Effect.Sends(destination, secret, whole));
      }
    }
  }

  private @Nullable String misfit(JsonObject amount) {
    return action.argument(
        new ActionType(ActionType.SPEND_MONEY, ActionType.SPEND_MONEY), amount, prefix);
  }
}
