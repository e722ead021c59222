package dev.canopy;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How far an approval goes: always for the same action only.
 *
 * @param uses how often it may be used, 1 to {@link #MOST_USES}
 * @param until from when it is worth nothing, at most 24 hours after the agent asked; null: as long
 *     as the request was open to be approved
 */
public record ApprovalGrant(int uses, @Nullable Instant until) {
  /** As many uses as are followed: what a grant for a time comes to. */
  public static final int MOST_USES = 10_000;

  /** Once, while the request is open. */
  public static final ApprovalGrant ONCE = new ApprovalGrant(1, null);

  public ApprovalGrant {
    if (uses < 1 || uses > MOST_USES) {
      throw new IllegalArgumentException(
          "an approval is for 1 to " + MOST_USES + " uses, not " + uses);
    }
  }
}
