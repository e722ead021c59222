package dev.canopy.audit;

import dev.canopy.json.JsonObject;
import java.util.List;
import java.util.Objects;

/**
 * What is to be logged. The line is {@code ts}, the fields, {@code seq}, the extensions, {@code
 * committed}, {@code prev_hash}, in that order; the names {@code ts}, {@code seq}, {@code
 * committed} and {@code prev_hash} are the log's own.
 *
 * @param fields such as {@code action_type}, {@code decision}, {@code reason}, {@code avid}
 * @param extensions such as {@code policy}, {@code severity}
 * @param disclosures values that the line only commits to, each name once; they are kept beside the
 *     log, where they can be erased
 */
public record AuditEvent(JsonObject fields, JsonObject extensions, List<Disclosure> disclosures) {
  public AuditEvent {
    Objects.requireNonNull(fields, "fields");
    Objects.requireNonNull(extensions, "extensions");
    disclosures = List.copyOf(disclosures);
  }

  /** An event without disclosures. */
  public AuditEvent(JsonObject fields, JsonObject extensions) {
    this(fields, extensions, List.of());
  }

  /** An event without extensions. */
  public static AuditEvent of(JsonObject fields) {
    return new AuditEvent(fields, JsonObject.EMPTY);
  }
}
