package dev.canopy;

import java.time.Instant;

/**
 * What a person may approve: one action, as it was judged, once.
 *
 * @param id what to pass to {@link Approvals#approve} and, after that, to {@link
 *     Canopy#authorizeAction(java.util.Map, String, Object, String)}
 * @param expiresAt after this the approval can neither be given nor used
 */
public record ApprovalHandle(String id, Instant expiresAt) {}
