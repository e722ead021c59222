package dev.canopy.gateway;

import dev.canopy.audit.AuditBackReader;
import dev.canopy.json.JsonArray;
import dev.canopy.json.JsonObject;
import dev.canopy.json.JsonValue;
import dev.canopy.records.LogItem;
import dev.canopy.records.LogStats;
import dev.canopy.records.Tally;
import java.util.ArrayList;
import java.util.Map;

/** Entries of the log, and what was counted of them, as JSON. */
final class LogJson {
  /** So much of a line that is no entry is shown. */
  private static final int MAX_RAW = 2_000;

  private LogJson() {}

  static JsonObject of(LogItem item) {
    var out = JsonObject.builder().put("hash", item.line().hash());
    var fault = item.fault();
    if (fault != null) {
      var raw = item.raw();
      return out.put("fault", "this line is no entry; see canopy verify")
          .put("raw", raw.length() > MAX_RAW ? raw.substring(0, MAX_RAW) : raw)
          .build();
    }
    return out.put("index", item.index()).put("entry", item.json()).build();
  }

  /** A place as one word, for who asks for what is before it. */
  static String place(AuditBackReader.Place place) {
    return place.segment() + "-" + place.offset();
  }

  static AuditBackReader.Place place(String text) throws ProblemException {
    var dash = text.indexOf('-');
    try {
      if (dash > 0) {
        return new AuditBackReader.Place(
            Long.parseLong(text.substring(0, dash)), Long.parseLong(text.substring(dash + 1)));
      }
    } catch (IllegalArgumentException e) {
      // Then it is none.
    }
    throw new ProblemException(
        Problem.badRequest("before is what the answer to another request gave as before"));
  }

  static JsonObject of(LogStats stats, int top) {
    return JsonObject.builder()
        .put("entries", stats.entries())
        .put("not_entries", stats.notEntries())
        .put("first_ts", stats.firstTs())
        .put("last_ts", stats.lastTs())
        .put("decisions", tally(stats.decisions(), top))
        .put("severities", tally(stats.severities(), top))
        .put("rules", tally(stats.rules(), top))
        .put("agents", tally(stats.agents(), top))
        .put("action_types", tally(stats.types(), top))
        .put("effects", tally(stats.effects(), top))
        .put("policies", tally(stats.policies(), top))
        .put("by", stats.bucket().wireName())
        .put("over_time", stats.overTimeJson())
        .put("approvals", stats.approvalsJson())
        .build();
  }

  private static JsonArray tally(Tally tally, int top) {
    var most = new ArrayList<JsonValue>();
    for (Map.Entry<String, Long> each : tally.top(top)) {
      most.add(
          JsonObject.builder().put("name", each.getKey()).put("count", each.getValue()).build());
    }
    return new JsonArray(most);
  }
}
