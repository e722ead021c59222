package dev.canopy.records;

import dev.canopy.audit.AuditException;
import dev.canopy.audit.AuditLine;
import dev.canopy.json.JsonArray;
import dev.canopy.json.JsonNumber;
import dev.canopy.json.JsonObject;
import dev.canopy.json.JsonString;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A line of a log: an entry, or what cannot be read as one. */
public final class LogItem {
  private final AuditLine line;
  private final JsonObject json;
  private final @Nullable String fault;

  private LogItem(AuditLine line, JsonObject json, @Nullable String fault) {
    this.line = line;
    this.json = json;
    this.fault = fault;
  }

  /** The line as an entry, if it is one. */
  public static LogItem of(AuditLine line) {
    try {
      return new LogItem(line, line.json(), null);
    } catch (AuditException e) {
      return new LogItem(line, JsonObject.EMPTY, String.valueOf(e.getMessage()));
    }
  }

  /** Why it is no entry; null if it is one. */
  public @Nullable String fault() {
    return fault;
  }

  /** The line. */
  public AuditLine line() {
    return line;
  }

  /** The entry; without members if it is none. */
  public JsonObject json() {
    return json;
  }

  /** Its place among the entries, from 0; of what has no {@code seq}, its place in the file. */
  public long index() {
    return json.get("seq") instanceof JsonNumber n ? (long) n.value() : line.line() - 1;
  }

  /** The text of a member; empty if it is absent or no text. */
  public String text(String name) {
    return json.get(name) instanceof JsonString s ? s.value() : "";
  }

  /** The texts in a member that is an array. */
  public List<String> texts(String name) {
    if (!(json.get(name) instanceof JsonArray array)) {
      return List.of();
    }
    var texts = new ArrayList<String>(array.items().size());
    for (var item : array.items()) {
      if (item instanceof JsonString s) {
        texts.add(s.value());
      }
    }
    return texts;
  }

  /** Its bytes as text, whatever they are. */
  public String raw() {
    return new String(line.bytes(), StandardCharsets.UTF_8);
  }
}
