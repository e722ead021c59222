package dev.canopy.cli;

import dev.canopy.AuthorizationResult;
import dev.canopy.EffectJson;
import dev.canopy.json.JsonObject;

/** A recorded answer as JSON. */
final class ResultJson {
  private ResultJson() {}

  static JsonObject of(AuthorizationResult result) {
    var out =
        JsonObject.builder()
            .put("decision", result.decision().name())
            .put("reason", result.reason())
            .put("rule_ids", VerdictJson.strings(result.ruleIds()))
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
