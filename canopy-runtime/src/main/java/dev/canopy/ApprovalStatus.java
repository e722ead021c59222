package dev.canopy;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How far an approval has come.
 *
 * @param request what a person is asked
 * @param standing what became of it
 * @param openedAt when the agent asked
 * @param needs whom it needs; empty if the log does not say it in a way that is known, and then
 *     nobody can approve
 * @param history what was done about it, as far as it counted, in the order of the log; beyond 100
 *     decisions only
 * @param previous the approval that it was asked with, which was for something else; empty if none
 * @param changes what is different since then; empty if there is no previous one that the same
 *     agent asked for in the last 24 hours
 * @param usesLeft how often it can still be used; 0 unless it was granted
 * @param usableUntil from when it cannot be used; null unless it was granted
 */
public record ApprovalStatus(
    PendingApproval request,
    Standing standing,
    Instant openedAt,
    List<ApprovalNeed> needs,
    List<ApprovalAct> history,
    String previous,
    List<ApprovalChange> changes,
    int usesLeft,
    @Nullable Instant usableUntil) {
  public ApprovalStatus {
    Objects.requireNonNull(request, "request");
    Objects.requireNonNull(standing, "standing");
    Objects.requireNonNull(openedAt, "openedAt");
    needs = List.copyOf(needs);
    history = List.copyOf(history);
    Objects.requireNonNull(previous, "previous");
    changes = List.copyOf(changes);
  }

  /** What became of a request. Only the first two can still change. */
  public enum Standing {
    /** Not enough people have answered yet. */
    PENDING,
    /** Enough people have agreed; the agent may ask again, as often as they said. */
    GRANTED,
    /** A person has refused. */
    REFUSED,
    /** A person has taken back what was granted. */
    REVOKED,
    /** It was granted, and the agent has asked again as often as it may. */
    USED,
    /** It is too late. */
    EXPIRED
  }
}
