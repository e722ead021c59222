package dev.canopy;

import dev.canopy.json.Json;
import dev.canopy.json.JsonArray;
import dev.canopy.json.JsonObject;
import dev.canopy.json.JsonString;
import dev.canopy.json.JsonValue;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What is different between two requests for approval, as far as both are kept. */
final class ApprovalChanges {
  /** More differences than a person compares: then it is another action. */
  private static final int MAX_CHANGES = 64;

  private final List<ApprovalChange> changes = new ArrayList<>();

  private ApprovalChanges() {}

  /** A request: its log entry, and what was disclosed beside it. */
  record Side(JsonObject line, JsonObject disclosed) {
    private @Nullable JsonValue judged(String name) {
      return disclosed.get(Judged.NAME) instanceof JsonObject judged ? judged.get(name) : null;
    }

    /** What was asked: the fields that the line holds as they are, and those beside it. */
    JsonObject payload() {
      var out = JsonObject.builder();
      if (line.get(LoggedPayload.NAME) instanceof JsonObject clear) {
        for (var i = 0; i < clear.size(); i++) {
          out.put(LoggedPayload.NAME + "." + clear.nameAt(i), clear.valueAt(i));
        }
      }
      for (var i = 0; i < disclosed.size(); i++) {
        if (!disclosed.nameAt(i).equals(Judged.NAME)) {
          out.put(disclosed.nameAt(i), disclosed.valueAt(i));
        }
      }
      return out.build();
    }
  }

  /** The differences, the payload's first. */
  static List<ApprovalChange> of(Side before, Side after) {
    var all = new ApprovalChanges();
    all.members("", before.payload(), after.payload());
    all.value("commands", before.judged("commands"), after.judged("commands"));
    all.members("files.", object(before.judged("files")), object(after.judged("files")));
    all.value("effects", before.judged("effects"), after.judged("effects"));
    for (var name : List.of(DecisionEntry.ACTION_TYPE, DecisionEntry.RULE_IDS)) {
      all.value(name, before.line.get(name), after.line.get(name));
    }
    all.value(
        "policy", before.line.get(DecisionEntry.POLICY), after.line.get(DecisionEntry.POLICY));
    if (all.changes.isEmpty()) {
      all.value(
          Judged.PAYLOAD_DIGEST,
          before.judged(Judged.PAYLOAD_DIGEST),
          after.judged(Judged.PAYLOAD_DIGEST));
    }
    return all.changes;
  }

  private static JsonObject object(@Nullable JsonValue value) {
    return value instanceof JsonObject object ? object : JsonObject.EMPTY;
  }

  private void members(String prefix, JsonObject before, JsonObject after) {
    var names = new LinkedHashSet<>(before.names());
    names.addAll(after.names());
    for (var name : names) {
      value(prefix + name, before.get(name), after.get(name));
    }
  }

  private void value(String part, @Nullable JsonValue before, @Nullable JsonValue after) {
    if (!Objects.equals(before, after) && changes.size() < MAX_CHANGES) {
      changes.add(new ApprovalChange(part, text(before), text(after)));
    }
  }

  /** An effect as its kind and what it acts on; whatever else there is as JSON. */
  private static String item(JsonValue item) {
    return item instanceof JsonObject effect
            && effect.size() == 2
            && effect.get("kind") instanceof JsonString kind
            && effect.get("what") instanceof JsonString what
        ? kind.value() + " " + what.value()
        : Json.write(item);
  }

  private static @Nullable String text(@Nullable JsonValue value) {
    if (value == null) {
      return null;
    }
    if (value instanceof JsonArray array) {
      var lines = new ArrayList<String>();
      for (var item : array.items()) {
        lines.add(item instanceof JsonString s ? s.value() : item(item));
      }
      return String.join("; ", lines);
    }
    return value instanceof JsonString s ? s.value() : Json.write(value);
  }
}
