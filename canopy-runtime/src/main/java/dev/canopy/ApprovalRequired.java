package dev.canopy;

/** A guarded action was not run: a person has to agree first. */
public final class ApprovalRequired extends ActionStopped {
  private static final long serialVersionUID = 1L;

  ApprovalRequired(AuthorizationResult result) {
    super("approval required", result);
  }
}
