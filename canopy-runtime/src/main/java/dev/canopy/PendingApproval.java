package dev.canopy;

import dev.canopy.json.JsonObject;
import java.time.Instant;
import java.util.List;

/**
 * An action that waits for a person.
 *
 * @param id what to approve or refuse; also the log entry of the request
 * @param avid the agent that asked
 * @param actionType what it wants to do
 * @param reason why the policy wants a person to agree
 * @param effects the kinds of effect the action would have
 * @param payloadDigest {@code sha256:} and the SHA-256 of the exact payload's canonical form, in
 *     hex; empty if it was erased, and then the approval cannot be used
 * @param disclosed what is known of the payload: {@code payload.command} and such, with what looks
 *     like a credential masked; empty if it was erased or never kept
 * @param expiresAt after this it can no longer be approved
 */
public record PendingApproval(
    String id,
    String avid,
    String actionType,
    String reason,
    List<String> effects,
    String payloadDigest,
    JsonObject disclosed,
    Instant expiresAt) {
  public PendingApproval {
    effects = List.copyOf(effects);
  }
}
