package dev.canopy;

import dev.canopy.json.Json;
import dev.canopy.json.JsonException;
import dev.canopy.json.JsonValue;
import dev.canopy.policy.Decision;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Runs an action only if it is allowed. Get one from {@link Canopy#guard}; safe for use by many
 * threads.
 */
public final class ActionGuard {
  private final Canopy canopy;
  private final Map<String, ?> agentCtx;

  ActionGuard(Canopy canopy, Map<String, ?> agentCtx) {
    this.canopy = canopy;
    this.agentCtx = agentCtx;
  }

  /** What to run once it is allowed. */
  @FunctionalInterface
  public interface Action<R extends @Nullable Object, X extends Exception> {
    /**
     * Does it.
     *
     * @param payload the payload that was judged; it cannot have changed since
     */
    R run(JsonValue payload) throws X;
  }

  /**
   * Runs {@code action} if it is allowed, with exactly the payload that was judged.
   *
   * @throws ActionDenied if it is denied, or the decision cannot be recorded
   * @throws ApprovalRequired if a person has to agree first
   */
  public <R extends @Nullable Object, X extends Exception> R run(
      String actionType, @Nullable Object payload, Action<R, X> action) throws X {
    JsonValue frozen;
    try {
      frozen = Json.of(payload);
    } catch (JsonException e) {
      throw new ActionDenied(canopy.authorizeAction(agentCtx, actionType, payload));
    }
    var result = canopy.authorizeAction(agentCtx, actionType, frozen);
    if (result.decision() == Decision.REQUIRE_APPROVAL) {
      throw new ApprovalRequired(result);
    }
    if (result.decision() != Decision.ALLOW) {
      throw new ActionDenied(result);
    }
    return action.run(frozen);
  }

  /**
   * A function that asks before it runs.
   *
   * @param payload the payload for an argument, with the parameters by name
   */
  public <T, R extends @Nullable Object> Function<T, R> wrap(
      String actionType,
      Function<? super T, ?> payload,
      Function<? super T, ? extends R> function) {
    return argument ->
        this.<R, RuntimeException>run(
            actionType, payload.apply(argument), judged -> function.apply(argument));
  }
}
