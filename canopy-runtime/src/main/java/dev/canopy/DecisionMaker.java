package dev.canopy;

import dev.canopy.effects.ActionType;
import dev.canopy.effects.Analysis;
import dev.canopy.effects.Effect;
import dev.canopy.effects.EffectAnalyzer;
import dev.canopy.effects.Origin;
import dev.canopy.effects.Surroundings;
import dev.canopy.json.Json;
import dev.canopy.json.JsonException;
import dev.canopy.json.JsonNull;
import dev.canopy.json.JsonObject;
import dev.canopy.json.JsonString;
import dev.canopy.json.JsonValue;
import dev.canopy.policy.ActionRequest;
import dev.canopy.policy.Decision;
import dev.canopy.policy.Evaluation;
import dev.canopy.policy.Policy;
import dev.canopy.policy.PolicyEngine;
import dev.canopy.policy.Severity;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decides, and records nothing: hops 1 to 5 of the one call. Never throws: what cannot be decided
 * is DENY. Immutable and safe for use by many threads.
 */
public final class DecisionMaker {
  private final Policy policy;
  private final EffectAnalyzer analyzer;
  private final Surroundings surroundings;
  private final List<AttributeSource> sources;

  /**
   * A decision maker for a policy.
   *
   * @param surroundings where actions happen unless {@code agent_ctx.cwd} says otherwise
   */
  public DecisionMaker(Policy policy, Surroundings surroundings, List<AttributeSource> sources) {
    this.policy = policy;
    this.analyzer = EffectAnalyzer.standard();
    this.surroundings = surroundings;
    this.sources = List.copyOf(sources);
  }

  /** The policy that decides. */
  public Policy policy() {
    return policy;
  }

  /**
   * Decides on an action.
   *
   * @param agentCtx a map or a {@link JsonObject}; null is an empty one
   * @param payload a string, map, list, array, record or {@link JsonValue}
   */
  public Verdict decide(
      @Nullable Object agentCtx, @Nullable String actionType, @Nullable Object payload) {
    try {
      return decideOrThrow(agentCtx, actionType, payload);
    } catch (Throwable t) { // also our own mistakes and StackOverflowError: an error only tightens
      return refusal(null, Avid.ANONYMOUS, Reasons.INTERNAL_ERROR, Reasons.INTERNAL_ERROR);
    }
  }

  private Verdict decideOrThrow(
      @Nullable Object agentCtx, @Nullable String actionType, @Nullable Object payload) {
    JsonObject context;
    try {
      var frozen = Json.of(agentCtx);
      if (frozen == JsonNull.NULL) {
        context = JsonObject.EMPTY;
      } else if (frozen instanceof JsonObject o) {
        context = o;
      } else {
        return refusal(null, Avid.ANONYMOUS, Reasons.MALFORMED_CONTEXT, "not a map");
      }
    } catch (JsonException e) {
      return refusal(
          null, Avid.ANONYMOUS, Reasons.MALFORMED_CONTEXT, String.valueOf(e.getMessage()));
    }
    var avid = Avid.of(context);
    if (avid == null) {
      return refusal(null, Avid.derived(context), Reasons.MALFORMED_AVID, Reasons.MALFORMED_AVID);
    }
    if (actionType == null) {
      return refusal(null, avid, Reasons.MALFORMED_TYPE, "the action type is null");
    }
    ActionType type;
    JsonValue frozenPayload;
    try {
      type = ActionType.of(actionType);
    } catch (IllegalArgumentException e) {
      return refusal(null, avid, Reasons.MALFORMED_TYPE, String.valueOf(e.getMessage()));
    }
    try {
      frozenPayload = Json.of(payload);
    } catch (JsonException e) {
      return refusal(null, avid, Reasons.MALFORMED_PAYLOAD, String.valueOf(e.getMessage()));
    }
    var request = new ActionRequest(context, type, frozenPayload);
    var analysis = analyzer.analyze(type, frozenPayload, surroundings(context));
    return new Verdict(request, analysis, PolicyEngine.evaluate(policy, request, analysis), avid);
  }

  private Surroundings surroundings(JsonObject context) {
    var cwd = context.get("cwd");
    if (cwd == null) {
      return surroundings;
    }
    var directory = cwd instanceof JsonString s && s.value().startsWith("/") ? s.value() : "";
    return new Surroundings(directory, surroundings.home(), surroundings.files());
  }

  private static Verdict refusal(
      @Nullable ActionRequest request, String avid, String reason, String detail) {
    var unresolved = new Effect.Unresolved(detail, new Origin("", 0, 0));
    return new Verdict(
        request,
        new Analysis(List.of(unresolved), detail),
        new Evaluation(Decision.DENY, reason, Severity.HIGH, List.of()),
        avid);
  }
}
