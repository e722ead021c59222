package dev.canopy.gateway;

import dev.canopy.Canopy;
import dev.canopy.EffectJson;
import dev.canopy.json.JsonArray;
import dev.canopy.json.JsonObject;
import dev.canopy.json.JsonString;
import dev.canopy.json.JsonValue;
import dev.canopy.policy.Explanation;
import dev.canopy.policy.PolicyEngine;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The policy in force, and what it would say. */
final class PolicyEndpoints {
  private static final List<String> MEMBERS = List.of("agent_ctx", "action_type", "action_payload");

  private final Canopy canopy;
  private final Threads threads;
  private final Limits limits;

  PolicyEndpoints(Canopy canopy, Threads threads, Limits limits) {
    this.canopy = canopy;
    this.threads = threads;
    this.limits = limits;
  }

  /** {@code GET /policy}. */
  void show(Exchange exchange) {
    threads.approve(
        exchange,
        () -> {
          var policy = canopy.policy();
          var rules = new ArrayList<JsonValue>();
          for (var rule : policy.outline()) {
            rules.add(
                JsonObject.builder()
                    .put("id", rule.id())
                    .put("decision", rule.decision().name())
                    .put("severity", rule.severity().wireName())
                    .put("reason", rule.reason())
                    .build());
          }
          exchange.reply(
              200,
              JsonObject.builder()
                  .put("name", policy.name())
                  .put("digest", policy.digest())
                  .put("rules", new JsonArray(rules))
                  .put("text", policy.text())
                  .build());
        });
  }

  /** {@code POST /policy/try}: what would be decided, and why. Nothing is recorded. */
  void attempt(Exchange exchange) {
    threads.decide(
        exchange,
        () -> {
          var body = Body.parse(exchange.body(), limits).only(MEMBERS);
          var context = body.objectOrEmpty("agent_ctx");
          var verdict =
              canopy.check(context, body.text("action_type"), body.required("action_payload"));
          var evaluation = verdict.evaluation();
          var out =
              JsonObject.builder()
                  .put("decision", evaluation.decision().name())
                  .put("reason", evaluation.reason())
                  .put("severity", evaluation.severity().wireName())
                  .put("rule_ids", strings(evaluation.ruleIds()))
                  .put("effects", EffectJson.of(verdict.analysis().effects()));
          var malformed = verdict.analysis().malformed();
          if (malformed != null) {
            out.put("error", malformed);
          }
          var request = verdict.request();
          if (request != null) {
            out.put(
                "rules",
                rules(
                    PolicyEngine.explain(
                        canopy.policy(),
                        request,
                        verdict.analysis(),
                        Path.of("").toAbsolutePath().toString())));
          }
          exchange.reply(200, out.build());
        });
  }

  /** The rules that were for this type of action, and what became of each part of them. */
  private static JsonArray rules(Explanation explanation) {
    var rules = new ArrayList<JsonValue>();
    for (var rule : explanation.rules()) {
      if (!rule.targeted()) {
        continue;
      }
      var findings = new ArrayList<JsonValue>();
      for (var finding : rule.findings()) {
        findings.add(
            JsonObject.builder()
                .put("depth", finding.depth())
                .put("condition", finding.condition())
                .put("outcome", finding.outcome().name().toLowerCase(Locale.ROOT))
                .build());
      }
      rules.add(
          JsonObject.builder()
              .put("id", rule.id())
              .put("decision", rule.decision().name())
              .put("reason", rule.reason())
              .put("outcome", rule.outcome().name().toLowerCase(Locale.ROOT))
              .put("decided", rule.decided())
              .put("findings", new JsonArray(findings))
              .build());
    }
    return new JsonArray(rules);
  }

  private static JsonArray strings(List<String> texts) {
    var items = new ArrayList<JsonValue>();
    texts.forEach(text -> items.add(new JsonString(text)));
    return new JsonArray(items);
  }
}
