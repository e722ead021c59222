package dev.canopy.policy;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a rule asks of those who approve.
 *
 * @param by the role that they must have; empty: any
 * @param approvers how many different people, 1 to {@link #MAX_APPROVERS}
 * @param expires how long the approval stays open; null: as long as the host says
 * @param escalateAfter after how long others may approve too; null: never
 * @param escalateTo the role of these; empty if never
 */
public record ApprovalTerms(
    String by,
    int approvers,
    @Nullable Duration expires,
    @Nullable Duration escalateAfter,
    String escalateTo) {
  /** More people than any action waits for. */
  public static final int MAX_APPROVERS = 10;

  /** As long as an approval may stay open at all. */
  public static final Duration LONGEST = Duration.ofHours(24);

  public ApprovalTerms {
    Objects.requireNonNull(by, "by");
    Objects.requireNonNull(escalateTo, "escalateTo");
    if (approvers < 1 || approvers > MAX_APPROVERS) {
      throw new IllegalArgumentException("found " + approvers + " approvers");
    }
    if ((escalateAfter == null) != escalateTo.isEmpty()) {
      throw new IllegalArgumentException("to escalate takes a time and a role");
    }
  }
}
