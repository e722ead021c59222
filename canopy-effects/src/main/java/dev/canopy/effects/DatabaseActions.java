package dev.canopy.effects;

import dev.canopy.json.JsonArray;
import dev.canopy.json.JsonNull;
import dev.canopy.json.JsonObject;
import dev.canopy.json.JsonString;
import dev.canopy.json.JsonValue;

/** {@code query_database}: every statement in the payload is judged. */
final class DatabaseActions {
  private DatabaseActions() {}

  static void read(Action action, JsonValue payload) {
    if (Action.isEmpty(payload)) {
      action.malformed("the payload holds no query");
    } else if (payload instanceof JsonString || payload instanceof JsonArray) {
      query(action, "", payload);
    } else if (payload instanceof JsonObject object) {
      var found = false;
      for (var i = 0; i < object.size(); i++) {
        var name = object.nameAt(i);
        var value = object.valueAt(i);
        if (isQuery(Fields.plain(name)) && value != JsonNull.NULL) {
          found = true;
          query(action, name, value);
        }
      }
      if (!found) {
        action.malformed("the payload holds no query");
      }
    } else {
      action.malformed("the payload is " + payload.kind() + ", not a query");
    }
  }

  private static boolean isQuery(String plain) {
    return switch (plain) {
      case "query",
          "sql",
          "statement",
          "statements",
          "queries",
          "command",
          "q",
          "sqlquery",
          "sqlstatement",
          "code",
          "text",
          "input",
          "sqls",
          "args" ->
          true;
      default -> false;
    };
  }

  private static void query(Action action, String field, JsonValue value) {
    if (value instanceof JsonString text && !text.value().isBlank()) {
      SqlEffects.read(action, field, text.value());
      return;
    }
    if (value instanceof JsonArray array && array.items().size() > 0) {
      // Statements one by one, or a statement and its parameters.
      if (array.items().get(0) instanceof JsonString) {
        for (var item : array.items()) {
          if (item instanceof JsonString text && looksLikeStatement(text.value())) {
            SqlEffects.read(action, field, text.value());
          }
        }
        if (!looksLikeStatement(((JsonString) array.items().get(0)).value())) {
          action.sink.unresolved("the first text is not a statement", action.at(field));
        }
        return;
      }
    }
    action.malformed(
        field.isEmpty() ? "the payload is not a query" : "`" + field + "` is not a query");
  }

  /** A parameter is a word or a value; a statement has several words. */
  private static boolean looksLikeStatement(String text) {
    return text.strip().indexOf(' ') > 0 || text.indexOf('\n') > 0 || text.indexOf(';') >= 0;
  }
}
