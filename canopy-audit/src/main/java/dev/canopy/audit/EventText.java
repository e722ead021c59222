package dev.canopy.audit;

import dev.canopy.json.JsonArray;
import dev.canopy.json.JsonBytes;
import dev.canopy.json.JsonObject;
import dev.canopy.json.JsonValue;
import java.util.List;

/** An event as the bytes of its line's middle. One for each thread, used again and again. */
final class EventText {
  private static final ThreadLocal<EventText> MINE = ThreadLocal.withInitial(EventText::new);

  /** {@code {"ts":"…","seq":…,"prev_hash":"…"}} and the commas, with the longest seq. */
  static final int FRAME_BYTES = 7 + LineCheck.TS_BYTES + 1 + 1 + 7 + 16 + 1 + 14 + 64 + 2;

  /** The member that holds the commitments, by name. */
  static final String COMMITTED = "committed";

  /** So much may be beside one entry: a batch of the largest stays far below what may wait. */
  static final int MAX_BESIDE_BYTES = 1 << 19;

  private final JsonBytes text = new JsonBytes();
  private int fieldsEnd;

  /** The disclosures, each a line that lacks its first member; empty if there are none. */
  private final JsonBytes beside = new JsonBytes();

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
    disclosures(event.disclosures(), extensions.size() > 0);
    if (text.size() > LineCheck.MAX_LINE_BYTES - FRAME_BYTES) {
      throw new AuditException(
          "found an event of "
              + text.size()
              + " bytes, an entry holds at most "
              + (LineCheck.MAX_LINE_BYTES - FRAME_BYTES)
              + "; log a digest of what is long");
    }
  }

  private void disclosures(List<Disclosure> disclosures, boolean follows) throws AuditException {
    beside.clear();
    if (disclosures.isEmpty()) {
      return;
    }
    if (follows) {
      text.raw(',');
    }
    text.string(COMMITTED).ascii(":{");
    for (var i = 0; i < disclosures.size(); i++) {
      var each = disclosures.get(i);
      for (var j = 0; j < i; j++) {
        if (disclosures.get(j).name().equals(each.name())) {
          throw new AuditException("`" + each.name() + "` is disclosed twice");
        }
      }
      if (!fits(each.value(), 2)) {
        throw new AuditException(
            "`" + each.name() + "` is nested deeper than " + (LineCheck.MAX_DEPTH - 1));
      }
      if (i > 0) {
        text.raw(',');
      }
      text.string(each.name()).ascii(":\"").ascii(each.commitment()).raw('"');
      beside.ascii(",\"name\":").string(each.name()).ascii(",\"salt\":\"").ascii(each.salt());
      beside.ascii("\",\"value\":").value(each.value()).ascii("}\n");
      if (beside.size() > MAX_BESIDE_BYTES) {
        throw new AuditException(
            "found disclosures of more than " + MAX_BESIDE_BYTES + " bytes beside one entry");
      }
    }
    text.raw('}');
  }

  private static void check(JsonObject members) throws AuditException {
    for (var i = 0; i < members.size(); i++) {
      var name = members.nameAt(i);
      if (name.equals("ts")
          || name.equals("seq")
          || name.equals("prev_hash")
          || name.equals(COMMITTED)) {
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

  byte[] besideBytes() {
    return beside.buffer();
  }

  int besideSize() {
    return beside.size();
  }
}
