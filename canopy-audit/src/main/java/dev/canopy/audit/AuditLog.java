package dev.canopy.audit;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** An append-only, hash-chained log of JSON events. Safe for use by many threads. */
public final class AuditLog implements AutoCloseable {
  private AuditLog() {}

  /** Opens or creates the log at {@code file}, recovering from a torn last write. */
  public static AuditLog open(Path file, InstantSource clock) throws AuditException {
    return new AuditLog();
  }

  /**
   * Appends an event. The stage completes when the entry is durable, or exceptionally with an
   * {@link AuditException}; then the event must be taken as not logged. Never blocks on the disk.
   */
  public CompletionStage<Receipt> append(AuditEvent event) {
    return CompletableFuture.failedStage(new AuditException("no log yet"));
  }

  @Override
  public void close() {}
}
