package dev.canopy.audit;

import dev.canopy.json.JsonObject;
import java.util.Objects;

/**
 * What is to be logged. The line is {@code ts}, the fields, {@code seq}, the extensions, {@code
 * prev_hash}, in that order; the names {@code ts}, {@code seq} and {@code prev_hash} are the log's
 * own.
 *
 * @param fields such as {@code action_type}, {@code decision}, {@code reason}, {@code avid}
 * @param extensions such as {@code policy}, {@code payload_c}
 */
public record AuditEvent(JsonObject fields, JsonObject extensions) {
  public AuditEvent {
    Objects.requireNonNull(fields, "fields");
    Objects.requireNonNull(extensions, "extensions");
  }

  /** An event without extensions. */
  public static AuditEvent of(JsonObject fields) {
    return new AuditEvent(fields, JsonObject.EMPTY);
  }
}
