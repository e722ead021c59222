package dev.canopy.gateway;

import dev.canopy.ApprovalStatus;
import dev.canopy.PendingApproval;
import dev.canopy.json.JsonArray;
import dev.canopy.json.JsonObject;
import dev.canopy.json.JsonString;
import dev.canopy.json.JsonValue;
import java.util.ArrayList;
import java.util.Locale;

/** Approvals as JSON. */
final class ApprovalJson {
  private ApprovalJson() {}

  static String standing(ApprovalStatus.Standing standing) {
    return standing.name().toLowerCase(Locale.ROOT);
  }

  static JsonObject of(ApprovalStatus status) {
    return of(status.request(), standing(status.standing()));
  }

  static JsonObject of(PendingApproval approval, String standing) {
    var effects = new ArrayList<JsonValue>();
    approval.effects().forEach(kind -> effects.add(new JsonString(kind)));
    return JsonObject.builder()
        .put("id", approval.id())
        .put("status", standing)
        .put("avid", approval.avid())
        .put("action_type", approval.actionType())
        .put("reason", approval.reason())
        .put("effects", new JsonArray(effects))
        .put("payload_digest", approval.payloadDigest())
        .put("expires_at", approval.expiresAt().toString())
        .build();
  }
}
