package dev.canopy.cli;

import dev.canopy.json.Json;
import dev.canopy.json.JsonException;
import dev.canopy.json.JsonNull;
import dev.canopy.json.JsonObject;
import dev.canopy.json.JsonString;
import dev.canopy.json.JsonValue;
import org.jspecify.annotations.Nullable;

/**
 * One line of {@code check --jsonl}: {@code {"id", "agent_ctx", "action_type", "action_payload"}}.
 *
 * @param id what the line calls itself: any JSON value, null if absent
 * @param fault why the line is no request, or null
 */
record Case(
    JsonValue id, JsonObject context, String type, JsonValue payload, @Nullable String fault) {

  /** Reads a line. Never fails: a bad line is a case with a fault. */
  static Case read(byte[] line) {
    JsonValue value;
    try {
      value = Json.parse(line);
    } catch (JsonException e) {
      return bad(JsonNull.NULL, "not JSON: " + e.getMessage());
    }
    if (!(value instanceof JsonObject object)) {
      return bad(JsonNull.NULL, "expected an object, found " + value.kind());
    }
    var id = orNull(object.get("id"));
    for (var name : object.names()) {
      switch (name) {
        case "id", "agent_ctx", "action_type", "action_payload" -> {}
        default -> {
          return bad(id, "unknown member `" + name + "`");
        }
      }
    }
    if (!(object.get("action_type") instanceof JsonString type)) {
      return bad(id, "`action_type` is missing or not a string");
    }
    var context = object.get("agent_ctx");
    if (context == null) {
      context = JsonObject.EMPTY;
    }
    if (!(context instanceof JsonObject contextObject)) {
      return bad(id, "`agent_ctx` is " + context.kind() + ", expected an object");
    }
    var payload = object.get("action_payload");
    if (payload == null) {
      return bad(id, "`action_payload` is missing");
    }
    return new Case(id, contextObject, type.value(), payload, null);
  }

  private static JsonValue orNull(@Nullable JsonValue value) {
    return value == null ? JsonNull.NULL : value;
  }

  private static Case bad(JsonValue id, String fault) {
    return new Case(id, JsonObject.EMPTY, "", JsonNull.NULL, fault);
  }
}
