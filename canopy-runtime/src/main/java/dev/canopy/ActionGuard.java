package dev.canopy;

import dev.canopy.json.Json;
import dev.canopy.json.JsonException;
import dev.canopy.json.JsonObject;
import dev.canopy.json.JsonValue;
import dev.canopy.policy.Decision;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.BiFunction;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Runs an action only if it is allowed. Get one from {@link Canopy#guard}; safe for use by many
 * threads.
 *
 * <p>When the action has ended, also by an exception, a guard records its outcome: whether it
 * failed, how long it took, and the digest of what it gave back if that is text or bytes. If the
 * outcome cannot be recorded, a warning goes to the logger {@code dev.canopy}; the action's own
 * result or exception is never hidden by it.
 *
 * <p>The action type is always said, never taken from a method's name, and parameters go into the
 * payload by name: renaming or reordering code changes no decision.
 */
public final class ActionGuard {
  private static final System.Logger LOGGER = System.getLogger("dev.canopy");

  private final Canopy canopy;
  private final JsonObject agentCtx;
  private final @Nullable Person person;

  ActionGuard(Canopy canopy, JsonObject agentCtx) {
    this(canopy, agentCtx, null);
  }

  private ActionGuard(Canopy canopy, JsonObject agentCtx, @Nullable Person person) {
    this.canopy = canopy;
    this.agentCtx = agentCtx;
    this.person = person;
  }

  /**
   * A guard that asks a person on the spot where an approval is needed, and records the answer.
   *
   * @param approver who answers; never the agent itself
   * @param agrees true if the person agrees to the action; it may take its time
   */
  public ActionGuard asking(String approver, BiPredicate<AuthorizationResult, JsonValue> agrees) {
    return new ActionGuard(canopy, agentCtx, new Person(approver, agrees));
  }

  private record Person(String name, BiPredicate<AuthorizationResult, JsonValue> agrees) {}

  /** What to run once it is allowed. */
  @FunctionalInterface
  public interface Action<R extends @Nullable Object, X extends Exception> {
    /**
     * Does it.
     *
     * @param payload the payload that was judged; nothing can have changed it since
     */
    R run(JsonValue payload) throws X;
  }

  /** What to run once it is allowed, if it does not need the payload. */
  @FunctionalInterface
  public interface Task<R extends @Nullable Object, X extends Exception> {
    /** Does it. */
    R run() throws X;
  }

  /**
   * Runs {@code action} if it is allowed, with exactly the payload that was judged.
   *
   * @throws ActionDenied if it is denied, or the decision cannot be recorded
   * @throws ApprovalRequired if a person has to agree first
   */
  public <R extends @Nullable Object, X extends Exception> R run(
      String actionType, @Nullable Object payload, Action<R, X> action) throws X {
    return run(actionType, payload, "", action);
  }

  /**
   * Runs {@code task} if it is allowed. What it uses should be in the payload, or values that
   * nothing changes; else prefer {@link #run(String, Object, Action)}.
   *
   * @throws ActionDenied if it is denied, or the decision cannot be recorded
   * @throws ApprovalRequired if a person has to agree first
   */
  public <R extends @Nullable Object, X extends Exception> R run(
      String actionType, @Nullable Object payload, Task<R, X> task) throws X {
    return this.<R, X>run(actionType, payload, "", judged -> task.run());
  }

  /**
   * As {@link #run(String, Object, Action)}, asking with an approval that a person may have given.
   *
   * @param approvalId the id in the {@link ApprovalRequired} of the first try
   */
  public <R extends @Nullable Object, X extends Exception> R run(
      String actionType, @Nullable Object payload, String approvalId, Action<R, X> action)
      throws X {
    return run(actionType, payload, approvalId, judged -> {}, action);
  }

  /**
   * @param before looks at the payload once more, and throws if the action must not run after all
   */
  private <R extends @Nullable Object, X extends Exception> R run(
      String actionType,
      @Nullable Object payload,
      String approvalId,
      Consumer<JsonValue> before,
      Action<R, X> action)
      throws X {
    var judged = freeze(payload);
    if (judged == null) {
      // It has no JSON form, whatever it will be when it is looked at again: deny, and record that.
      throw new ActionDenied(canopy.decideAndWait(agentCtx, actionType, new Object(), ""));
    }
    var result = canopy.authorizeAction(agentCtx, actionType, judged, approvalId);
    var open = result.approval();
    var allowed =
        person == null || open == null
            ? result
            : ask(person, open.id(), result, actionType, judged);
    enforce(allowed);
    var start = System.nanoTime();
    var status = ActionOutcome.Status.NOT_STARTED;
    try {
      before.accept(judged);
      status = ActionOutcome.Status.FAILED;
      var given = action.run(judged);
      attest(allowed, ActionOutcome.Status.COMPLETED, start, given);
      return given;
    } catch (Throwable t) { // whatever ended it, that is its outcome
      var unrecorded = attest(allowed, status, start, null);
      if (unrecorded != null && unrecorded != t) {
        t.addSuppressed(unrecorded);
      }
      throw t;
    }
  }

  /** Records an outcome. What keeps it from being recorded is reported, given back, not thrown. */
  private @Nullable Throwable attest(
      AuthorizationResult allowed,
      ActionOutcome.Status status,
      long startNanos,
      @Nullable Object given) {
    if (allowed.authorizationId().isEmpty()) {
      return null; // there is no log
    }
    try {
      var took = Duration.ofNanos(Math.max(0, System.nanoTime() - startNanos));
      canopy.attest(
          allowed.authorizationId(), new ActionOutcome(status, null, took, output(given)));
      return null;
    } catch (AttestationException | RuntimeException | Error e) {
      try {
        LOGGER.log(
            System.Logger.Level.WARNING,
            "the outcome of the authorization " + allowed.authorizationId() + " is not recorded",
            e);
      } catch (RuntimeException | Error broken) {
        e.addSuppressed(broken);
      }
      return e;
    }
  }

  private static ActionOutcome.@Nullable Output output(@Nullable Object given) {
    if (given instanceof byte[] bytes) {
      return ActionOutcome.Output.of(bytes);
    }
    return given instanceof String text
        ? ActionOutcome.Output.of(text.getBytes(StandardCharsets.UTF_8))
        : null;
  }

  /** The answer after a person has been asked. */
  private AuthorizationResult ask(
      Person person, String id, AuthorizationResult first, String actionType, JsonValue judged) {
    try {
      if (person.agrees().test(first, judged)) {
        canopy.approvals().approve(id, person.name(), "");
      } else {
        canopy.approvals().refuse(id, person.name(), "");
      }
    } catch (ApprovalException e) {
      return first;
    }
    return canopy.authorizeAction(agentCtx, actionType, judged, id);
  }

  /**
   * A function that asks before each call.
   *
   * @param payload the payload for an argument, with the parameters by name
   */
  public <T extends @Nullable Object, R extends @Nullable Object> Function<T, R> wrap(
      String actionType, Function<T, ?> payload, Function<T, R> function) {
    return argument ->
        guardCall(actionType, () -> payload.apply(argument), () -> function.apply(argument));
  }

  /**
   * A function of two parameters that asks before each call.
   *
   * @param payload the payload for the arguments, with the parameters by name
   */
  public <T extends @Nullable Object, U extends @Nullable Object, R extends @Nullable Object>
      BiFunction<T, U, R> wrap(
          String actionType, BiFunction<T, U, ?> payload, BiFunction<T, U, R> function) {
    return (first, second) ->
        guardCall(
            actionType, () -> payload.apply(first, second), () -> function.apply(first, second));
  }

  /**
   * The function gets the caller's own arguments, so their payload is taken twice: if it is not the
   * same after the decision as before, the call is denied.
   */
  private <R extends @Nullable Object> R guardCall(
      String actionType, Task<?, RuntimeException> payload, Task<R, RuntimeException> call) {
    return this.<R, RuntimeException>run(
        actionType,
        payload.run(),
        "",
        judged -> {
          if (!judged.equals(freeze(payload.run()))) {
            throw new ActionDenied(
                canopy.deny(agentCtx, actionType, judged, Reasons.PAYLOAD_CHANGED));
          }
        },
        judged -> call.run());
  }

  private static void enforce(AuthorizationResult result) {
    if (result.decision() == Decision.REQUIRE_APPROVAL) {
      throw new ApprovalRequired(result);
    }
    if (result.decision() != Decision.ALLOW) {
      throw new ActionDenied(result);
    }
  }

  private static @Nullable JsonValue freeze(@Nullable Object payload) {
    try {
      return Json.of(payload);
    } catch (JsonException | RuntimeException e) {
      return null;
    }
  }
}
