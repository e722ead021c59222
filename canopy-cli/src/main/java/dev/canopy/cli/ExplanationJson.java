package dev.canopy.cli;

import dev.canopy.EffectJson;
import dev.canopy.json.JsonArray;
import dev.canopy.json.JsonObject;
import dev.canopy.json.JsonValue;
import dev.canopy.policy.Explanation;
import java.util.ArrayList;
import java.util.Locale;

/** What each rule made of a request, as JSON. */
final class ExplanationJson {
  private ExplanationJson() {}

  static JsonArray rules(Explanation explanation) {
    var rules = new ArrayList<JsonValue>();
    for (var rule : explanation.rules()) {
      var findings = new ArrayList<JsonValue>();
      for (var finding : rule.findings()) {
        var out =
            JsonObject.builder()
                .put("depth", finding.depth())
                .put("condition", finding.condition())
                .put("outcome", finding.outcome().name().toLowerCase(Locale.ROOT));
        if (finding.effect() != null) {
          out.put("effect", EffectJson.of(finding.effect()));
        }
        findings.add(out.build());
      }
      rules.add(
          JsonObject.builder()
              .put("id", rule.id())
              .put("decision", rule.decision().name())
              .put("severity", rule.severity().wireName())
              .put("reason", rule.reason())
              .put("targeted", rule.targeted())
              .put("outcome", rule.outcome().name().toLowerCase(Locale.ROOT))
              .put("decided", rule.decided())
              .put("findings", new JsonArray(findings))
              .build());
    }
    return new JsonArray(rules);
  }
}
