package dev.canopy.audit;

import dev.canopy.json.JsonArray;
import dev.canopy.json.JsonBytes;
import dev.canopy.json.JsonObject;
import dev.canopy.json.JsonValue;

/** An event as the bytes of its line's middle. One for each thread, used again and again. */
final class EventText {
  private static final ThreadLocal<EventText> MINE = ThreadLocal.withInitial(EventText::new);

  /** {@code {"ts":"…","seq":…,"prev_hash":"…"}} and the commas, with the longest seq. */
  static final int FRAME_BYTES = 7 + LineCheck.TS_BYTES + 1 + 1 + 7 + 16 + 1 + 14 + 64 + 2;

  private final JsonBytes text = new JsonBytes();
  private int fieldsEnd;

  private EventText() {}

  /** The event's text, until this thread asks again. */
  static EventText of(AuditEvent event) throws AuditException {
    var text = MINE.get();
    text.write(event);
    return text;
  }

  private void write(AuditEvent event) throws AuditException {
    var fields = event.fields();
    var extensions = event.extensions();
    check(fields);
    check(extensions);
    for (var i = 0; i < extensions.size(); i++) {
      if (fields.get(extensions.nameAt(i)) != null) {
        throw new AuditException(
            "`" + extensions.nameAt(i) + "` is both a field and an extension of the event");
      }
    }
    text.clear();
    text.members(fields);
    fieldsEnd = text.size();
    text.members(extensions);
    if (text.size() > LineCheck.MAX_LINE_BYTES - FRAME_BYTES) {
      throw new AuditException(
          "found an event of "
              + text.size()
              + " bytes, an entry holds at most "
              + (LineCheck.MAX_LINE_BYTES - FRAME_BYTES)
              + "; log a digest of what is long");
    }
  }

  private static void check(JsonObject members) throws AuditException {
    for (var i = 0; i < members.size(); i++) {
      var name = members.nameAt(i);
      if (name.equals("ts") || name.equals("seq") || name.equals("prev_hash")) {
        throw new AuditException("`" + name + "` is set by the log, not by the event");
      }
      if (!fits(members.valueAt(i), 2)) {
        throw new AuditException(
            "`" + name + "` is nested deeper than " + (LineCheck.MAX_DEPTH - 1));
      }
    }
  }

  private static boolean fits(JsonValue value, int depth) {
    if (value instanceof JsonObject o) {
      if (depth > LineCheck.MAX_DEPTH) {
        return false;
      }
      for (var i = 0; i < o.size(); i++) {
        if (!fits(o.valueAt(i), depth + 1)) {
          return false;
        }
      }
    } else if (value instanceof JsonArray a) {
      if (depth > LineCheck.MAX_DEPTH) {
        return false;
      }
      var items = a.items();
      for (var i = 0; i < items.size(); i++) {
        if (!fits(items.get(i), depth + 1)) {
          return false;
        }
      }
    } else {
      return depth <= LineCheck.MAX_DEPTH;
    }
    return true;
  }

  byte[] bytes() {
    return text.buffer();
  }

  int fieldsEnd() {
    return fieldsEnd;
  }

  int size() {
    return text.size();
  }
}
