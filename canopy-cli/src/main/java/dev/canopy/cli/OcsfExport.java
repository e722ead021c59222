package dev.canopy.cli;

import dev.canopy.json.Json;
import dev.canopy.json.JsonArray;
import dev.canopy.json.JsonObject;
import dev.canopy.json.JsonString;
import dev.canopy.json.JsonValue;
import dev.canopy.records.LogItem;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * OCSF {@value #VERSION}, class API Activity (6003) with the profile security_control, one event a
 * line. The line of the log is in {@code raw_data}, byte for byte, so nothing is lost and its hash
 * can be computed again.
 *
 * <p>REQUIRE_APPROVAL is the action Denied with a disposition of its own: the agent could not go
 * on.
 */
final class OcsfExport implements EntryExport {
  static final String VERSION = "1.3.0";

  private static final int OTHER = 99;
  private static final int API_ACTIVITY = 6003;

  private final OutputStream out;
  private final String logId;

  OcsfExport(OutputStream out, String logId) {
    this.out = out;
    this.logId = logId;
  }

  @Override
  public void entry(LogItem item) throws IOException {
    out.write(Json.write(event(item)).getBytes(StandardCharsets.UTF_8));
    out.write('\n');
  }

  private JsonObject event(LogItem item) {
    var type = item.text("action_type");
    var event =
        JsonObject.builder()
            .put("activity_id", OTHER)
            .put("activity_name", type.isEmpty() ? "unknown" : type)
            .put("category_uid", 6)
            .put("category_name", "Application Activity")
            .put("class_uid", API_ACTIVITY)
            .put("class_name", "API Activity")
            .put("type_uid", API_ACTIVITY * 100L + OTHER)
            .put("time", millis(item.text("ts")))
            .put("severity_id", severity(item.text("severity")))
            .put("metadata", metadata(item))
            .put("actor", actor(item))
            .put("api", api(type))
            .put("src_endpoint", JsonObject.builder().put("svc_name", "canopy").build());
    if (!item.text("reason").isEmpty()) {
      event.put("message", item.text("reason"));
    }
    decision(item, event);
    return event.put("raw_data", item.raw()).build();
  }

  /** Milliseconds since 1970; 0 if the entry's time cannot be read. */
  private static long millis(String ts) {
    try {
      return Instant.parse(ts).toEpochMilli();
    } catch (DateTimeException | ArithmeticException e) {
      return 0;
    }
  }

  private static long severity(String name) {
    return switch (name) {
      case "low" -> 2;
      case "medium" -> 3;
      case "high" -> 4;
      case "critical" -> 5;
      default -> 1; // informational: the log's own entries
    };
  }

  private JsonObject metadata(LogItem item) {
    var metadata =
        JsonObject.builder()
            .put("version", VERSION)
            .put(
                "product",
                JsonObject.builder()
                    .put("name", "Canopy Runtime")
                    .put("vendor_name", "Canopy")
                    .build())
            .put("profiles", new JsonArray(List.of(new JsonString("security_control"))))
            .put("uid", item.line().hash())
            .put("sequence", item.index())
            .put("log_name", logId.isEmpty() ? "canopy" : logId)
            .put("original_time", item.text("ts"));
    if (!item.text("trace_id").isEmpty()) {
      metadata.put("correlation_uid", item.text("trace_id"));
    }
    return metadata.build();
  }

  private static JsonObject actor(LogItem item) {
    var approver = item.text("approver");
    var avid = item.text("avid");
    var actor = JsonObject.builder();
    if (!approver.isEmpty()) {
      actor.put("user", JsonObject.builder().put("name", approver).build());
    }
    if (!avid.isEmpty()) {
      actor.put("app_uid", avid);
    }
    return actor.put("app_name", avid.isEmpty() ? "canopy" : "agent").build();
  }

  private static JsonObject api(String type) {
    return JsonObject.builder()
        .put("operation", type.isEmpty() ? "unknown" : type)
        .put("service", JsonObject.builder().put("name", "canopy").build())
        .build();
  }

  private static void decision(LogItem item, JsonObject.Builder event) {
    var decision = item.text("decision");
    if (decision.isEmpty()) {
      event.put("action_id", 0).put("disposition_id", 0);
      return;
    }
    switch (decision) {
      case "ALLOW" ->
          event
              .put("action_id", 1)
              .put("action", "Allowed")
              .put("disposition_id", 1)
              .put("disposition", "Allowed");
      case "REQUIRE_APPROVAL" ->
          event
              .put("action_id", 2)
              .put("action", "Denied")
              .put("disposition_id", OTHER)
              .put("disposition", "Approval required");
      default ->
          event
              .put("action_id", 2)
              .put("action", "Denied")
              .put("disposition_id", 2)
              .put("disposition", "Blocked");
    }
    var policy = JsonObject.builder().put("name", "canopy policy");
    if (!item.text("policy").isEmpty()) {
      policy.put("uid", item.text("policy"));
    }
    var authorizations = new ArrayList<JsonValue>();
    for (var rule : item.texts("rule_ids")) {
      authorizations.add(authorization(decision, rule));
    }
    if (authorizations.isEmpty()) {
      authorizations.add(authorization(decision, "default"));
    }
    event.put("policy", policy.build()).put("authorizations", new JsonArray(authorizations));
  }

  private static JsonObject authorization(String decision, String rule) {
    return JsonObject.builder()
        .put("decision", decision)
        .put("policy", JsonObject.builder().put("name", rule).build())
        .build();
  }
}
