package dev.canopy.audit;

import dev.canopy.json.JsonNumber;
import java.nio.file.Path;
import java.util.ArrayList;

/**
 * What is beside a log, held against what its entries commit to. It says nothing about the chain,
 * which is for {@link AuditVerifier}.
 *
 * @param committed values that entries commit to
 * @param disclosed of those, the ones that are there
 * @param erased those that are not there, as an {@code audit.redact} entry says
 * @param missing those that are not there, and no entry says why
 * @param tampered those in whose place another value is
 */
public record DisclosureCheck(
    long committed, long disclosed, long erased, long missing, long tampered) {

  /**
   * Reads a log and what is beside it, each once from beginning to end, the log twice.
   *
   * @throws AuditException if they cannot be read, or the log has a line that is no entry
   */
  public static DisclosureCheck of(Path log) throws AuditException {
    var redactions = new ArrayList<Redaction>();
    var any = false;
    var pruned = 0L;
    try (var reader = AuditReader.open(log)) {
      for (var entry = reader.poll(); entry.isPresent(); entry = reader.poll()) {
        var redaction = Redaction.of(entry.get().json());
        if (redaction != null) {
          redactions.add(redaction);
        }
        pruned = Math.max(pruned, Pruning.below(entry.get().json()));
        any |= entry.get().json().get(EventText.COMMITTED) != null;
      }
    }
    if (!any) {
      return new DisclosureCheck(0, 0, 0, 0, 0);
    }
    var disclosed = 0L;
    var erased = 0L;
    var missing = 0L;
    var tampered = 0L;
    try (var reader = AuditReader.open(log);
        var beside = Disclosures.of(log)) {
      for (var entry = reader.poll(); entry.isPresent(); entry = reader.poll()) {
        var json = entry.get().json();
        for (var value : beside.reveal(json)) {
          switch (value.state()) {
            case DISCLOSED -> disclosed++;
            case TAMPERED -> tampered++;
            case ERASED -> {
              var seq = json.get("seq") instanceof JsonNumber n ? (long) n.value() : -1;
              if (seq < pruned || redactions.stream().anyMatch(r -> r.covers(seq, value.name()))) {
                erased++;
              } else {
                missing++;
              }
            }
          }
        }
      }
    }
    return new DisclosureCheck(
        disclosed + erased + missing + tampered, disclosed, erased, missing, tampered);
  }
}
