package dev.canopy;

/** A guarded action was not run. Carries the whole answer. */
public abstract sealed class ActionStopped extends RuntimeException
    permits ActionDenied, ApprovalRequired {
  private static final long serialVersionUID = 1L;

  private final transient AuthorizationResult result;

  ActionStopped(String what, AuthorizationResult result) {
    super(
        what
            + ": "
            + result.reason()
            + " (avid "
            + result.avid()
            + ", authorization "
            + result.authorizationId()
            + ")");
    this.result = result;
  }

  /** The answer that stopped the action. */
  public AuthorizationResult result() {
    return result;
  }

  public String reason() {
    return result.reason();
  }

  public String avid() {
    return result.avid();
  }

  public String authorizationId() {
    return result.authorizationId();
  }
}
