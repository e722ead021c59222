package dev.canopy.audit;

import dev.canopy.json.JsonArray;
import dev.canopy.json.JsonObject;
import dev.canopy.json.JsonString;
import dev.canopy.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What an {@code audit.redact} entry says: of which entries ({@code 3-17,20}) which values were
 * erased; all of them if no names are given.
 */
final class Redaction {
  static final String TYPE = "audit.redact";

  /** So that the entry stays below the longest line: a range has at most 33 characters. */
  private static final int RANGES_IN_A_LINE = 1_000;

  private static final int MAX_NAMES = 64;
  static final int MAX_WHY = 1_024;

  private final EntryNumbers entries;
  private final @Nullable Set<String> names;

  private Redaction(EntryNumbers entries, @Nullable Set<String> names) {
    this.entries = entries;
    this.names = names;
  }

  /** The entries to log before or after the values are erased. */
  static List<AuditEvent> records(EntryNumbers entries, Set<String> names, String why)
      throws AuditException {
    if (names.size() > MAX_NAMES || why.length() > MAX_WHY) {
      throw new AuditException(
          "at most " + MAX_NAMES + " names and a reason of " + MAX_WHY + " characters are logged");
    }
    var events = new ArrayList<AuditEvent>();
    for (var text : entries.texts(RANGES_IN_A_LINE)) {
      var more = JsonObject.builder().put("entries", text);
      if (!names.isEmpty()) {
        var items = new ArrayList<JsonValue>();
        for (var name : new TreeSet<>(names)) {
          items.add(new JsonString(name));
        }
        more.put("names", new JsonArray(items));
      }
      var fields = JsonObject.builder().put("action_type", TYPE);
      if (!why.isEmpty()) {
        fields.put("reason", why);
      }
      events.add(new AuditEvent(fields.build(), more.build()));
    }
    return events;
  }

  /** What an entry says; null if it is no {@code audit.redact}. */
  static @Nullable Redaction of(JsonObject entry) {
    if (!entry.string("action_type").orElse("").equals(TYPE)) {
      return null;
    }
    Set<String> names = null;
    if (entry.get("names") instanceof JsonArray items) {
      names = new TreeSet<>();
      for (var item : items.items()) {
        if (item instanceof JsonString s) {
          names.add(s.value());
        }
      }
    }
    return new Redaction(EntryNumbers.parse(entry.string("entries").orElse("")), names);
  }

  boolean covers(long seq, String name) {
    return (names == null || names.contains(name)) && entries.contains(seq);
  }
}
