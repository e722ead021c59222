package dev.canopy;

import dev.canopy.audit.AuditEvent;
import dev.canopy.audit.AuditException;
import dev.canopy.audit.AuditLog;
import dev.canopy.audit.Publication;
import dev.canopy.audit.Receipt;
import dev.canopy.audit.TlogProof;
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

  /** As {@link AuditLog#receipt}. */
  default TlogProof receipt(String entryHash) throws AuditException {
    throw new AuditException("there is no log");
  }

  /** As {@link AuditLog#publication}. */
  default Optional<Publication> publication() {
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
      public TlogProof receipt(String entryHash) throws AuditException {
        return log.receipt(entryHash);
      }

      @Override
      public Optional<Publication> publication() {
        return log.publication();
      }

      @Override
      public void close() {
        log.close();
      }
    };
  }
}
