package dev.canopy;

/** An approval can be neither given nor refused; the message says why. Nothing has changed. */
public final class ApprovalException extends Exception {
  private static final long serialVersionUID = 1L;

  ApprovalException(String message) {
    super(message);
  }

  ApprovalException(String message, Throwable cause) {
    super(message, cause);
  }
}
