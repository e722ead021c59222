package dev.canopy;

import dev.canopy.audit.AuditEvent;
import dev.canopy.audit.AuditLog;
import dev.canopy.audit.Receipt;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Where decisions are recorded: the audit log, but for tests of what happens when it fails. */
interface Recorder {
  /** As {@link AuditLog#append}. */
  CompletionStage<Receipt> append(AuditEvent event);

  /** Why nothing can be recorded any more; empty if it can. */
  default Optional<String> trouble() {
    return Optional.empty();
  }

  /** Nothing is recorded after this. */
  void close();

  /** Records in a log. */
  static Recorder of(AuditLog log) {
    return new Recorder() {
      @Override
      public CompletionStage<Receipt> append(AuditEvent event) {
        return log.append(event);
      }

      @Override
      public Optional<String> trouble() {
        return log.failure().map(e -> String.valueOf(e.getMessage()));
      }

      @Override
      public void close() {
        log.close();
      }
    };
  }
}
