package dev.canopy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.canopy.audit.AuditEvent;
import dev.canopy.effects.ActionType;
import dev.canopy.effects.Analysis;
import dev.canopy.effects.Effect;
import dev.canopy.effects.Operand;
import dev.canopy.effects.Origin;
import dev.canopy.json.Json;
import dev.canopy.json.JsonObject;
import dev.canopy.json.JsonString;
import dev.canopy.policy.ActionRequest;
import dev.canopy.policy.Decision;
import dev.canopy.policy.Evaluation;
import dev.canopy.policy.LogRules;
import dev.canopy.policy.Severity;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DecisionEntryTest {
  private static final Instant EXPIRES = Instant.parse("2026-01-01T01:00:00Z");

  @Test
  void entry_isBoundedWhateverGoesIn() {
    var worst = "\u0001".repeat(10_000);
    var context =
        JsonObject.builder().put("trace_id", worst).put("env", worst).put("x", worst).build();
    var effects =
        new ArrayList<Effect>(
            Collections.nCopies(
                1_000, new Effect.Reads(Operand.exact(worst), new Origin("command", 0, 1))));
    var verdict =
        verdict(context, new JsonString(worst), worst, Collections.nCopies(1_000, worst), effects);
    assertThat(Json.canonical(line(of(verdict, worst))).length).isLessThan(60_000);
  }

  @Test
  void entry_hasATraceIdOnlyIfItIsOneLineOfText() {
    for (var bad :
        List.of(
            new JsonString(""),
            new JsonString("a\nb"),
            new JsonString("x".repeat(129)),
            JsonObject.EMPTY)) {
      var context = JsonObject.builder().put("trace_id", bad).build();
      assertThat(event(context).extensions().get("trace_id")).isNull();
    }
    var context = JsonObject.builder().put("trace_id", "t-1").build();
    assertThat(event(context).extensions().get("trace_id")).isEqualTo(new JsonString("t-1"));
  }

  @Test
  void entry_opensAnApprovalOnlyForRequireApproval() {
    var event = event(JsonObject.EMPTY);
    assertThat(event.extensions().string("approval_expires")).contains(EXPIRES.toString());
    var denied =
        verdict(JsonObject.EMPTY, new JsonString("x"), "r", List.of(), List.of())
            .with(Decision.DENY, "no");
    assertThat(of(denied, "").extensions().get("approval_expires")).isNull();
  }

  @Test
  void digests_followPayloadAndEffects() {
    var read = new Effect.Reads(Operand.exact("/a"), new Origin("path", 0, 2));
    var other = new Effect.Reads(Operand.exact("/b"), new Origin("path", 0, 2));
    var one = judged(event("/a", List.of(read)));
    assertThat(judged(event("/a", List.of(read)))).isEqualTo(one);
    var payload = judged(event("/b", List.of(read)));
    assertThat(payload.get("payload_digest")).isNotEqualTo(one.get("payload_digest"));
    assertThat(payload.get("effect_digest")).isEqualTo(one.get("effect_digest"));
    var effect = judged(event("/a", List.of(other)));
    assertThat(effect.get("payload_digest")).isEqualTo(one.get("payload_digest"));
    assertThat(effect.get("effect_digest")).isNotEqualTo(one.get("effect_digest"));
  }

  private static JsonObject judged(AuditEvent event) {
    var last = event.disclosures().get(event.disclosures().size() - 1);
    assertThat(last.name()).isEqualTo("judged");
    return (JsonObject) last.value();
  }

  private static AuditEvent of(Verdict verdict, String approvalId) {
    return DecisionEntry.of(
        verdict,
        "sha256:x",
        LogRules.STANDARD,
        new Salts(new Random(1)::nextBytes),
        approvalId,
        EXPIRES);
  }

  private static AuditEvent event(JsonObject context) {
    var verdict = verdict(context, new JsonString("x"), "r", List.of("a"), List.of());
    return of(verdict, "");
  }

  private static AuditEvent event(String payload, List<Effect> effects) {
    var verdict = verdict(JsonObject.EMPTY, new JsonString(payload), "r", List.of("a"), effects);
    return of(verdict, "");
  }

  private static Verdict verdict(
      JsonObject context,
      JsonString payload,
      String reason,
      List<String> ruleIds,
      List<Effect> effects) {
    return new Verdict(
        new ActionRequest(context, ActionType.of("read_file"), payload),
        new Analysis(effects, null),
        new Evaluation(Decision.REQUIRE_APPROVAL, reason, Severity.HIGH, ruleIds),
        Avid.ANONYMOUS);
  }

  private static JsonObject line(AuditEvent event) {
    var line = JsonObject.builder();
    for (var part : List.of(event.fields(), event.extensions())) {
      for (var i = 0; i < part.size(); i++) {
        line.put(part.nameAt(i), part.valueAt(i));
      }
    }
    return line.build();
  }
}
