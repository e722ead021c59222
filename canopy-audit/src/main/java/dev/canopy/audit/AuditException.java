package dev.canopy.audit;

/** The log cannot be opened, written or read; the message says why and what to do. */
public class AuditException extends Exception {
  private static final long serialVersionUID = 1L;

  public AuditException(String message) {
    super(message);
  }

  public AuditException(String message, Throwable cause) {
    super(message, cause);
  }
}
