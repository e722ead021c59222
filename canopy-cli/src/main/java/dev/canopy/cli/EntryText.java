package dev.canopy.cli;

import dev.canopy.json.Json;
import dev.canopy.json.JsonNumber;
import dev.canopy.json.JsonObject;
import dev.canopy.records.LogItem;

/** An entry of the log as a person reads it, in one line that is safe to show on a terminal. */
final class EntryText {
  private static final int SHOWN_AVID = 17;

  private EntryText() {}

  static String of(LogItem item, Style style) {
    var fault = item.fault();
    if (fault != null) {
      return style.bad("not an entry (" + Visible.of(fault) + "): ") + Visible.of(item.raw());
    }
    var entry = item.json();
    var seq = entry.get("seq") instanceof JsonNumber n ? Json.write(n) : "?";
    var reason = item.text("reason");
    var avid = item.text("avid");
    return " ".repeat(Math.max(0, 6 - seq.length()))
        + seq
        + "  "
        + Visible.of(entry.string("ts").orElse("-"))
        + "  "
        + decision(item.text("decision"), style)
        + "  "
        + Visible.of(entry.string("action_type").orElse("-"))
        + (reason.isEmpty() ? "" : "  " + Visible.of(reason))
        + (avid.isEmpty() ? "" : style.dim("  " + Visible.of(shorten(avid))));
  }

  /** The entry as it stands in the log; what is none as {@code {"error", "line"}}. */
  static String json(LogItem item) {
    var fault = item.fault();
    return fault == null
        ? item.raw()
        : Json.write(
            JsonObject.builder()
                .put("error", "not an entry: " + fault)
                .put("line", item.raw())
                .build());
  }

  /** The decision in its colour, as wide as the longest. */
  static String decision(String decision, Style style) {
    return switch (decision) {
      case "ALLOW" -> style.good("ALLOW           ");
      case "REQUIRE_APPROVAL" -> style.warning("REQUIRE_APPROVAL");
      case "DENY" -> style.bad("DENY            ");
      default -> " ".repeat(16);
    };
  }

  static String shorten(String avid) {
    return avid.length() > SHOWN_AVID ? avid.substring(0, SHOWN_AVID) + "…" : avid;
  }
}
