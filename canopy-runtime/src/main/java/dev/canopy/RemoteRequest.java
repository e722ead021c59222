package dev.canopy;

import dev.canopy.json.JsonObject;
import dev.canopy.json.JsonValue;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A request from another process: what is known of the caller, and what it merely says of itself.
 * What it says never widens anything. The policy is weighed with it and without it, and the
 * stricter answer holds; the log keeps the names of what was claimed.
 *
 * @param known what the host has established, as members of {@code agent_ctx}; what is claimed
 *     under the same names is dropped
 * @param claimed the {@code agent_ctx} that the caller sent
 * @param actionType what kind of action
 * @param payload the action
 * @param approvalId the approval that it is asked again with; empty if none
 * @param caller how the caller proved who it is, in the words of the host, such as {@code
 *     key:k1a2b3c4}; empty if it proved nothing, and then the avid is asserted
 * @param notes further members of the log entry, such as {@code request_id}; only the host's own
 *     words, or short text that it checked
 */
public record RemoteRequest(
    JsonObject known,
    JsonObject claimed,
    @Nullable String actionType,
    JsonValue payload,
    String approvalId,
    String caller,
    JsonObject notes) {
  public RemoteRequest {
    Objects.requireNonNull(known, "known");
    Objects.requireNonNull(claimed, "claimed");
    Objects.requireNonNull(payload, "payload");
    Objects.requireNonNull(approvalId, "approvalId");
    Objects.requireNonNull(caller, "caller");
    Objects.requireNonNull(notes, "notes");
  }
}
