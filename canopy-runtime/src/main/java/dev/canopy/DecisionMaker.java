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
  private final @Nullable HostLookups lookups;
  private final List<String> ownFiles;

  /**
   * A decision maker for a policy.
   *
   * @param surroundings where actions happen unless {@code agent_ctx.cwd} says otherwise
   * @param sources asked in this order; of two that own a name the later wins
   */
  public DecisionMaker(Policy policy, Surroundings surroundings, List<AttributeSource> sources) {
    this(policy, surroundings, sources, null, List.of());
  }

  DecisionMaker(
      Policy policy,
      Surroundings surroundings,
      List<AttributeSource> sources,
      @Nullable HostLookups lookups,
      List<String> ownFiles) {
    this.policy = policy.guarding(ownFiles);
    this.analyzer = EffectAnalyzer.standard().withTools(policy.tools());
    this.surroundings = surroundings;
    this.sources = List.copyOf(sources);
    this.lookups = lookups;
    this.ownFiles = ownFiles;
  }

  /** The policy that decides. */
  public Policy policy() {
    return policy;
  }

  /** The same, with another policy. */
  DecisionMaker with(Policy other) {
    return new DecisionMaker(other, surroundings, sources, lookups, ownFiles);
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
    } catch (Malformed e) {
      return refusal(e.avid, e.reason, e.detail);
    } catch (Throwable t) { // also our own mistakes and StackOverflowError: an error only tightens
      return internalError(t);
    }
  }

  /** What an approval of a request is for: reads the files that the action would use. */
  Bound bound(ActionRequest request, List<Effect> effects) {
    return Bound.of(request, effects, surroundings(request.context()).directory());
  }

  /** The answer when we are wrong. */
  static Verdict internalError(Throwable t) {
    return refusal(Avid.ANONYMOUS, Reasons.INTERNAL_ERROR, "found " + t.getClass().getName());
  }

  private Verdict decideOrThrow(
      @Nullable Object agentCtx, @Nullable String actionType, @Nullable Object payload)
      throws Malformed {
    var context = context(agentCtx);
    var avid = Avid.of(context);
    if (avid == null) {
      throw new Malformed(
          Avid.derived(context),
          Reasons.MALFORMED_AVID,
          "the avid is not `AVID-` and 64 lower-case hex digits");
    }
    var type = type(actionType, avid);
    var frozen = freeze(payload, avid, Reasons.MALFORMED_PAYLOAD);
    var request = new ActionRequest(context, type, frozen);
    var surroundings = surroundings(context);
    var derived = analyzer.analyze(type, frozen, surroundings);
    var analysis = lookups == null ? derived : lookups.judged(derived);
    return new Verdict(
        request,
        analysis,
        PolicyEngine.evaluate(policy, request, analysis, surroundings.directory()),
        avid);
  }

  private JsonObject context(@Nullable Object agentCtx) throws Malformed {
    var frozen = freeze(agentCtx, Avid.ANONYMOUS, Reasons.MALFORMED_CONTEXT);
    if (frozen == JsonNull.NULL) {
      return Facts.add(JsonObject.EMPTY, sources);
    }
    if (frozen instanceof JsonObject claimed) {
      return Facts.add(claimed, sources);
    }
    throw new Malformed(Avid.ANONYMOUS, Reasons.MALFORMED_CONTEXT, "agent_ctx is " + frozen.kind());
  }

  private static ActionType type(@Nullable String given, String avid) throws Malformed {
    if (given == null) {
      throw new Malformed(avid, Reasons.MALFORMED_TYPE, "the action type is null");
    }
    try {
      var type = ActionType.of(given);
      if (isReserved(type.name())) {
        throw new Malformed(
            avid, Reasons.MALFORMED_TYPE, "the action type is one that the log uses itself");
      }
      return type;
    } catch (IllegalArgumentException e) {
      throw new Malformed(avid, Reasons.MALFORMED_TYPE, String.valueOf(e.getMessage()));
    }
  }

  /** No agent writes what looks like an entry of the log's own. */
  private static boolean isReserved(String name) {
    return name.startsWith("audit.")
        || name.startsWith("approval.")
        || name.startsWith("authorization.");
  }

  /** A copy that nobody can change. Foreign maps and records may throw what they like. */
  private static JsonValue freeze(@Nullable Object value, String avid, String reason)
      throws Malformed {
    try {
      return Json.of(value);
    } catch (JsonException e) {
      throw new Malformed(avid, reason, String.valueOf(e.getMessage()));
    } catch (RuntimeException e) {
      throw new Malformed(avid, reason, "found " + e.getClass().getName());
    }
  }

  private Surroundings surroundings(JsonObject context) {
    var cwd = context.get("cwd");
    if (cwd == null) {
      return surroundings;
    }
    var directory = cwd instanceof JsonString s && isAbsolute(s.value()) ? s.value() : "";
    return new Surroundings(directory, surroundings.home(), surroundings.files());
  }

  private static boolean isAbsolute(String path) {
    return path.startsWith("/") || (path.length() > 2 && path.charAt(1) == ':');
  }

  private static Verdict refusal(String avid, String reason, String detail) {
    var unresolved = new Effect.Unresolved(detail, new Origin("", 0, 0));
    return new Verdict(
        null,
        new Analysis(List.of(unresolved), detail),
        new Evaluation(Decision.DENY, reason, Severity.HIGH, List.of()),
        avid);
  }

  /** What was asked is not a request. */
  private static final class Malformed extends Exception {
    private static final long serialVersionUID = 1L;

    final String avid;
    final String reason;
    final String detail;

    Malformed(String avid, String reason, String detail) {
      super(reason, null, false, false);
      this.avid = avid;
      this.reason = reason;
      this.detail = detail;
    }
  }
}
