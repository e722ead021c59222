package dev.canopy.audit;

/** A witness did not cosign; the message says why. */
public final class WitnessException extends Exception {
  private static final long serialVersionUID = 1L;

  private final int status;

  WitnessException(int status, String message) {
    super(message);
    this.status = status;
  }

  WitnessException(int status, String message, Throwable cause) {
    super(message, cause);
    this.status = status;
  }

  /**
   * What the witness answered as the status of HTTP; 0 if it did not. 409 and 422 can mean that the
   * log showed the witness another history: worth waking someone.
   */
  public int status() {
    return status;
  }
}
