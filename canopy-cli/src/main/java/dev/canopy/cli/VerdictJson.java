package dev.canopy.cli;

import dev.canopy.EffectJson;
import dev.canopy.Verdict;
import dev.canopy.json.JsonArray;
import dev.canopy.json.JsonObject;
import dev.canopy.json.JsonString;
import dev.canopy.json.JsonValue;
import java.util.ArrayList;
import java.util.List;

/** A decision as JSON, the same in every command. */
final class VerdictJson {
  private VerdictJson() {}

  static void put(JsonObject.Builder out, Verdict verdict) {
    var evaluation = verdict.evaluation();
    out.put("decision", evaluation.decision().name())
        .put("reason", evaluation.reason())
        .put("rule_ids", strings(evaluation.ruleIds()))
        .put("severity", evaluation.severity().wireName())
        .put("effects", EffectJson.of(verdict.analysis().effects()));
    if (verdict.analysis().malformed() != null) {
      out.put("error", verdict.analysis().malformed());
    }
  }

  static JsonArray strings(List<String> texts) {
    var items = new ArrayList<JsonValue>(texts.size());
    for (var text : texts) {
      items.add(new JsonString(text));
    }
    return new JsonArray(items);
  }
}
