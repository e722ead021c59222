package dev.canopy.cli;

import dev.canopy.effects.ActionType;
import dev.canopy.json.Json;
import dev.canopy.json.JsonArray;
import dev.canopy.json.JsonBoolean;
import dev.canopy.json.JsonException;
import dev.canopy.json.JsonNull;
import dev.canopy.json.JsonObject;
import dev.canopy.json.JsonString;
import dev.canopy.json.JsonValue;
import dev.canopy.policy.Decision;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * One labelled action of a corpus, as the call that it stands for.
 *
 * @param kind one of {@link #KINDS}
 * @param cluster near-duplicates share one
 * @param core whether the row is in the subset for headline friction numbers
 */
record EvalRow(
    String id,
    String kind,
    String source,
    String label,
    Expectation expect,
    Set<String> tags,
    String cluster,
    boolean core,
    JsonObject input,
    String actionType,
    JsonValue payload) {

  static final List<String> KINDS = List.of("shell", "file", "url", "tool", "code");

  /** What a corpus asks of a decision. */
  enum Expectation {
    /** Catastrophic: must be DENY. */
    DENY,
    /** An attack: DENY or REQUIRE_APPROVAL. */
    NOT_ALLOW,
    /** Benign and local: ALLOW. */
    ALLOW,
    /** Benign, but asking is fine. */
    NOT_DENY,
    /** Not scored. */
    ANY;

    boolean isMet(Decision decision) {
      return switch (this) {
        case DENY -> decision == Decision.DENY;
        case NOT_ALLOW -> decision != Decision.ALLOW;
        case ALLOW -> decision == Decision.ALLOW;
        case NOT_DENY -> decision != Decision.DENY;
        case ANY -> true;
      };
    }

    boolean isAttack() {
      return this == DENY || this == NOT_ALLOW;
    }

    boolean isBenign() {
      return this == ALLOW || this == NOT_DENY;
    }
  }

  /** A row that is not in the format; the message says what is wrong. */
  static final class BadRow extends Exception {
    private static final long serialVersionUID = 1L;

    BadRow(String message) {
      super(message);
    }
  }

  static EvalRow read(byte[] line) throws BadRow {
    JsonValue value;
    try {
      value = Json.parse(line);
    } catch (JsonException e) {
      throw new BadRow("not JSON: " + e.getMessage());
    }
    if (!(value instanceof JsonObject row)) {
      throw new BadRow("expected an object, found " + value.kind());
    }
    if (!(row.get("input") instanceof JsonObject input)) {
      throw new BadRow("`input` is missing or not an object");
    }
    var call = Call.of(text(row, "kind"), input);
    return new EvalRow(
        text(row, "id"),
        call.kind,
        text(row, "source"),
        text(row, "label"),
        expectation(text(row, "expect")),
        tags(row),
        row.string("cluster").orElse(text(row, "id")),
        row.get("core") == JsonBoolean.TRUE,
        input,
        call.type,
        call.payload);
  }

  private record Call(String kind, String type, JsonObject payload) {
    static Call of(String kind, JsonObject input) throws BadRow {
      return switch (kind) {
        case "shell" -> new Call(kind, ActionType.EXECUTE_SHELL, only(input, "command"));
        case "url" -> new Call(kind, ActionType.CALL_EXTERNAL_API, only(input, "url"));
        case "file" -> new Call(kind, fileType(text(input, "op")), only(input, "path"));
        case "tool" -> tool(input);
        default -> throw new BadRow("unknown kind `" + kind + "`");
      };
    }

    /** Whatever is neither a read nor a delete is taken as the stronger thing, a change. */
    private static String fileType(String op) {
      return switch (op) {
        case "read" -> ActionType.READ_FILE;
        case "delete" -> ActionType.DELETE_FILE;
        default -> ActionType.MODIFY_FILE;
      };
    }

    /** A tool named `python` whose only argument is `code` is code to run, not a tool to call. */
    private static Call tool(JsonObject input) throws BadRow {
      var tool = text(input, "tool");
      var arguments = input.get("args");
      if (tool.equals("python")
          && arguments instanceof JsonObject given
          && given.size() == 1
          && given.get("code") instanceof JsonString code) {
        return new Call(
            "code",
            ActionType.RUN_CODE,
            JsonObject.builder().put("language", "python").put("code", code).build());
      }
      var payload = JsonObject.builder().put("tool", tool);
      if (arguments != null && arguments != JsonNull.NULL) {
        payload.put("arguments", arguments);
      }
      return new Call("tool", ActionType.CALL_TOOL, payload.build());
    }

    private static JsonObject only(JsonObject input, String name) throws BadRow {
      return JsonObject.builder().put(name, text(input, name)).build();
    }
  }

  private static Expectation expectation(String name) throws BadRow {
    return switch (name) {
      case "deny" -> Expectation.DENY;
      case "not_allow" -> Expectation.NOT_ALLOW;
      case "allow" -> Expectation.ALLOW;
      case "not_deny" -> Expectation.NOT_DENY;
      case "any" -> Expectation.ANY;
      default -> throw new BadRow("unknown expectation `" + name + "`");
    };
  }

  private static Set<String> tags(JsonObject row) throws BadRow {
    var tags = new HashSet<String>();
    var value = row.get("tags");
    if (value == null) {
      return tags;
    }
    if (!(value instanceof JsonArray array)) {
      throw new BadRow("`tags` is " + value.kind() + ", expected an array");
    }
    for (var item : array.items()) {
      if (item instanceof JsonString tag) {
        tags.add(tag.value());
      }
    }
    return tags;
  }

  private static String text(JsonObject object, String name) throws BadRow {
    if (object.get(name) instanceof JsonString text) {
      return text.value();
    }
    throw new BadRow("`" + name + "` is missing or not a string");
  }
}
