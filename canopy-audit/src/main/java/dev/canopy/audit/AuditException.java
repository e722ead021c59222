package dev.canopy.audit;

/** The log cannot be opened, written or read; the message says why and what to do. */
public class AuditException extends Exception {
  private static final long serialVersionUID = 1L;

  private final boolean damage;

  public AuditException(String message) {
    super(message);
    damage = false;
  }

  private AuditException(String message, boolean damage) {
    super(message);
    this.damage = damage;
  }

  /** The log's files are not those that were written. */
  static AuditException ofDamage(String message) {
    return new AuditException(message, true);
  }

  /** True if the log's files are not those that were written: see {@link LogRecovery}. */
  public boolean isDamage() {
    return damage;
  }

  public AuditException(String message, Throwable cause) {
    super(message, cause);
    damage = false;
  }
}
