package dev.canopy;

import dev.canopy.json.JsonArray;
import dev.canopy.json.JsonObject;
import dev.canopy.json.JsonString;
import dev.canopy.json.JsonValue;
import java.util.ArrayList;

/**
 * A recorded answer as JSON, the same on the command line and over HTTP. The form is described in
 * docs/cli.md and only ever gains fields.
 */
public final class ResultJson {
  private ResultJson() {}

  /** The answer with all that is known of it. */
  public static JsonObject of(AuthorizationResult result) {
    var ruleIds = new ArrayList<JsonValue>(result.ruleIds().size());
    for (var id : result.ruleIds()) {
      ruleIds.add(new JsonString(id));
    }
    var out =
        JsonObject.builder()
            .put("decision", result.decision().name())
            .put("reason", result.reason())
            .put("rule_ids", new JsonArray(ruleIds))
            .put("severity", result.severity().wireName())
            .put("effects", EffectJson.of(result.effects()))
            .put("avid", result.avid())
            .put("authorization_id", result.authorizationId());
    var receipt = result.receipt();
    if (receipt != null) {
      out.put(
          "receipt",
          JsonObject.builder()
              .put("entry_hash", receipt.entryHash())
              .put("entry_index", receipt.entryIndex())
              .put("ts", receipt.ts())
              .build());
    }
    var approval = result.approval();
    if (approval != null) {
      out.put(
          "approval",
          JsonObject.builder()
              .put("id", approval.id())
              .put("expires_at", approval.expiresAt().toString())
              .build());
    }
    return out.build();
  }
}
