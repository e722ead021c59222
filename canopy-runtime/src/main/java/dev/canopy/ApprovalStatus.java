package dev.canopy;

import java.util.Objects;

/**
 * How far an approval has come.
 *
 * @param request what a person is asked
 * @param standing what became of it
 */
public record ApprovalStatus(PendingApproval request, Standing standing) {
  public ApprovalStatus {
    Objects.requireNonNull(request, "request");
    Objects.requireNonNull(standing, "standing");
  }

  /** What became of a request. Only the first two can still change. */
  public enum Standing {
    /** Nobody has answered yet. */
    PENDING,
    /** A person has agreed; the agent may ask again, once. */
    GRANTED,
    /** A person has refused. */
    REFUSED,
    /** A person had agreed, and the agent has asked again. */
    USED,
    /** It is too late. */
    EXPIRED
  }
}
