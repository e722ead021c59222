package dev.canopy.audit;

import dev.canopy.json.JsonObject;

/**
 * What is to be logged. The line is {@code ts}, the fields, {@code seq}, the extensions, {@code
 * prev_hash}, in that order.
 *
 * @param fields such as {@code action_type}, {@code decision}, {@code reason}, {@code avid}
 * @param extensions such as {@code policy}, {@code payload_c}
 */
public record AuditEvent(JsonObject fields, JsonObject extensions) {}
