package dev.canopy.cli;

import dev.canopy.json.Json;
import dev.canopy.json.JsonArray;
import dev.canopy.json.JsonObject;
import dev.canopy.json.JsonString;
import dev.canopy.json.JsonValue;
import dev.canopy.records.LogItem;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * An entry as a row of a table. Each member that has a column is there as its text, or as JSON if
 * it is no text; all others are together in the column {@code more}, as JSON. So nothing is lost
 * but the order of the members and whether a text was a text.
 */
final class EntryColumns {
  private static final List<String> MEMBERS =
      List.of(
          "seq",
          "ts",
          "decision",
          "action_type",
          "reason",
          "avid",
          "severity",
          "rule_ids",
          "effects",
          "policy",
          "trace_id",
          "approval_id",
          "approval_expires",
          "approver",
          "authorization_id",
          "prev_hash");

  private static final Set<String> HAVE_COLUMNS = Set.copyOf(MEMBERS);
  private static final Set<String> LISTS = Set.of("rule_ids", "effects");

  private EntryColumns() {}

  static List<String> heads() {
    var heads = new ArrayList<>(MEMBERS);
    heads.add("more");
    heads.add("entry_hash");
    return heads;
  }

  static List<String> row(LogItem item) {
    var entry = item.json();
    var row = new ArrayList<String>(MEMBERS.size() + 2);
    for (var name : MEMBERS) {
      var value = entry.get(name);
      row.add(value == null ? "" : LISTS.contains(name) ? list(value) : text(value));
    }
    var more = JsonObject.builder();
    for (var i = 0; i < entry.size(); i++) {
      if (!HAVE_COLUMNS.contains(entry.nameAt(i))) {
        more.put(entry.nameAt(i), entry.valueAt(i));
      }
    }
    var rest = more.build();
    row.add(rest.size() == 0 ? "" : Json.write(rest));
    row.add(item.line().hash());
    return row;
  }

  private static String text(JsonValue value) {
    return value instanceof JsonString s ? s.value() : Json.write(value);
  }

  /** Names with a blank between them; as JSON if one of them has a blank itself or is no text. */
  private static String list(JsonValue value) {
    if (!(value instanceof JsonArray array)) {
      return text(value);
    }
    var names = new ArrayList<String>();
    for (var item : array.items()) {
      if (!(item instanceof JsonString s) || s.value().isEmpty() || s.value().indexOf(' ') >= 0) {
        return Json.write(value);
      }
      names.add(s.value());
    }
    return String.join(" ", names);
  }
}
