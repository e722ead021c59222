package dev.canopy.audit;

/**
 * A proof, a checkpoint or a signature does not hold, or is not in the one form that is accepted;
 * the message says what was found and what was wanted.
 */
public final class ProofException extends Exception {
  private static final long serialVersionUID = 1L;

  public ProofException(String message) {
    super(message);
  }

  public ProofException(String message, Throwable cause) {
    super(message, cause);
  }
}
