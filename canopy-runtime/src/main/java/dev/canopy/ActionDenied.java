package dev.canopy;

/** A guarded action was not run: the decision is DENY. */
public final class ActionDenied extends ActionStopped {
  private static final long serialVersionUID = 1L;

  ActionDenied(AuthorizationResult result) {
    super("action denied", result);
  }
}
