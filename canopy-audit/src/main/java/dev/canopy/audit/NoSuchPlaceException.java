package dev.canopy.audit;

/** A place in a log that is not there, or not any more. */
public final class NoSuchPlaceException extends AuditException {
  private static final long serialVersionUID = 1L;

  NoSuchPlaceException(String message) {
    super(message);
  }
}
