package dev.canopy.audit;

/** The log is in a state from which nothing may be appended any more. */
final class Poisoned extends Exception {
  private static final long serialVersionUID = 1L;
  private final AuditException reason;

  Poisoned(AuditException reason) {
    super(reason);
    this.reason = reason;
  }

  Poisoned(String reason) {
    this(new AuditException(reason));
  }

  AuditException reason() {
    return reason;
  }
}
