package dev.canopy;

import dev.canopy.audit.AuditEvent;
import dev.canopy.audit.Disclosure;
import dev.canopy.effects.SecretMask;
import dev.canopy.json.JsonArray;
import dev.canopy.json.JsonObject;
import dev.canopy.json.JsonString;
import dev.canopy.json.JsonValue;
import dev.canopy.policy.Decision;
import dev.canopy.policy.LogRules;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A decision as it is logged. Every text in it is bounded, so that a line is always far below the
 * 65,535 bytes that the log takes. Of the payload, and what repeats it, the line holds commitments
 * only, but for the fields that the policy wants in clear.
 */
final class DecisionEntry {
  static final String ACTION_TYPE = "action_type";
  static final String DECISION = "decision";
  static final String REASON = "reason";
  static final String AVID = "avid";
  static final String RULE_IDS = "rule_ids";
  static final String POLICY = "policy";
  static final String EFFECTS = "effects";
  static final String APPROVAL_ID = "approval_id";
  static final String APPROVAL_EXPIRES = "approval_expires";
  static final String APPROVAL_NEEDS = "approval_needs";
  static final String CALLER = "caller";
  static final String OWNER = "owner";

  private static final int MAX_REASON = 1024;
  private static final int MAX_RULES = 32;
  private static final int MAX_NAME = 128;

  private DecisionEntry() {}

  /**
   * The event for a verdict.
   *
   * @param rules what of the payload is kept, and how
   * @param approvalId the approval that was asked with, or empty
   * @param expires until when a person may approve it; null if this entry opens no approval
   */
  static AuditEvent of(
      Verdict verdict,
      String policyDigest,
      LogRules rules,
      Salts salts,
      String approvalId,
      @Nullable Instant expires) {
    return of(
        verdict, policyDigest, rules, salts, approvalId, expires, Asked.HERE, null, List.of());
  }

  /**
   * Where a request came from.
   *
   * @param avidProof what stands behind the avid: {@code asserted}, or {@code verified} by the host
   * @param notes further members of the entry; a {@code trace_id} here outranks the agent's
   */
  record Asked(String avidProof, JsonObject notes) {
    static final Asked HERE = new Asked("asserted", JsonObject.EMPTY);
  }

  /**
   * The same, for a request from elsewhere.
   *
   * @param bound what an approval of it is for; null if there is none to give
   * @param needs whom the approval needs; empty: anyone
   */
  static AuditEvent of(
      Verdict verdict,
      String policyDigest,
      LogRules rules,
      Salts salts,
      String approvalId,
      @Nullable Instant expires,
      Asked asked,
      @Nullable Bound bound,
      List<ApprovalNeed> needs) {
    var evaluation = verdict.evaluation();
    var request = verdict.request();
    var fields =
        JsonObject.builder()
            .put(ACTION_TYPE, request == null ? "" : bounded(request.type().name()))
            .put(DECISION, evaluation.decision().name())
            .put(REASON, WellFormed.bounded(evaluation.reason(), MAX_REASON))
            .put(AVID, verdict.avid())
            .build();
    var effects = verdict.analysis().effects();
    var more =
        JsonObject.builder()
            .put("severity", evaluation.severity().wireName())
            .put(RULE_IDS, ruleIds(evaluation.ruleIds()))
            .put(POLICY, policyDigest)
            .put(EFFECTS, kinds(verdict))
            .put("avid_proof", asked.avidProof());
    List<Disclosure> beside = List.of();
    if (request != null) {
      var payload = LoggedPayload.of(request.type(), request.payload(), rules, salts);
      if (payload.clear().size() > 0) {
        more.put("payload", payload.clear());
      }
      beside = payload.disclosures();
      // Digests let who reads them try guesses, and effects repeat the payload without what says
      // that a word in it is a secret. So there is neither where not all of the payload is kept,
      // but for the digests that an approval needs.
      var whole = payload.isAllKept();
      if (whole || evaluation.decision() == Decision.REQUIRE_APPROVAL) {
        var judged = Judged.of(request.payload(), effects, whole, bound);
        beside.add(new Disclosure(Judged.NAME, salts.next(), judged));
      }
      if (asked.notes().get("trace_id") == null
          && request.context().get("trace_id") instanceof JsonString trace
          && WellFormed.isLine(trace.value(), MAX_NAME)) {
        more.put("trace_id", bounded(trace.value()));
      }
    }
    if (!approvalId.isEmpty()) {
      more.put(APPROVAL_ID, bounded(approvalId));
    }
    if (expires != null && evaluation.decision() == Decision.REQUIRE_APPROVAL) {
      more.put(APPROVAL_EXPIRES, expires.toString());
      if (!needs.isEmpty()) {
        more.put(APPROVAL_NEEDS, ApprovalNeed.json(needs));
      }
      var owner = request == null ? null : owner(request.context().get(OWNER));
      if (owner != null) {
        more.put(OWNER, owner);
      }
    }
    var notes = asked.notes();
    for (var i = 0; i < notes.size(); i++) {
      more.put(notes.nameAt(i), notes.valueAt(i));
    }
    return new AuditEvent(fields, more.build(), beside);
  }

  /**
   * Whose agent it is, a name or several: none of them approves for it. Whoever claims more owners
   * than are kept only has fewer approvers.
   */
  private static @Nullable JsonValue owner(@Nullable JsonValue stated) {
    if (stated instanceof JsonString one) {
      return new JsonString(bounded(one.value()));
    }
    if (!(stated instanceof JsonArray several)) {
      return null;
    }
    var names = new ArrayList<JsonValue>();
    for (var item : several.items()) {
      if (item instanceof JsonString name && names.size() < MAX_RULES) {
        names.add(new JsonString(bounded(name.value())));
      }
    }
    return names.isEmpty() ? null : new JsonArray(names);
  }

  /** What an agent chose: short, and without what looks like a credential. */
  private static String bounded(String text) {
    return WellFormed.bounded(SecretMask.text(text), MAX_NAME);
  }

  /** The first rules that decided, as they are logged. */
  static JsonArray ruleIds(List<String> ruleIds) {
    var items = new ArrayList<JsonValue>(Math.min(ruleIds.size(), MAX_RULES));
    for (var id : ruleIds) {
      if (items.size() == MAX_RULES) {
        items.add(new JsonString("…"));
        break;
      }
      items.add(new JsonString(WellFormed.bounded(id, MAX_NAME)));
    }
    return new JsonArray(items);
  }

  /** Each kind of effect once, in order of appearance; there are fewer than twenty kinds. */
  private static JsonArray kinds(Verdict verdict) {
    var items = new ArrayList<JsonValue>();
    for (var effect : verdict.analysis().effects()) {
      var kind = new JsonString(effect.kind());
      if (!items.contains(kind)) {
        items.add(kind);
      }
    }
    return new JsonArray(items);
  }
}
