package dev.canopy;

/** An outcome that was not recorded; the message says why. */
public final class AttestationException extends Exception {
  private static final long serialVersionUID = 1L;

  AttestationException(String message) {
    super(message);
  }

  AttestationException(String message, Throwable cause) {
    super(message, cause);
  }
}
