package dev.canopy.audit;

import java.time.Duration;
import java.util.Objects;

/**
 * How a log is held.
 *
 * @param shared false: this process owns the log until it closes it, and others are refused. True:
 *     processes that all open the log shared take turns, batch by batch; each verifies and chains
 *     on to what the others wrote. That costs one lock and one disk flush a batch and process.
 * @param lockPatience how long a shared log waits for its turn before its appends fail
 */
public record AuditOptions(boolean shared, Duration lockPatience) {
  /** A turn lasts one disk flush; after this long the other process is stuck, not busy. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** This process owns the log. */
  public static final AuditOptions EXCLUSIVE = new AuditOptions(false, PATIENCE);

  /** Several processes use the log, such as an agent and a person at a terminal. */
  public static final AuditOptions SHARED = new AuditOptions(true, PATIENCE);

  public AuditOptions {
    Objects.requireNonNull(lockPatience, "lockPatience");
  }
}
