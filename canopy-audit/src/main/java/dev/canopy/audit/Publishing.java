package dev.canopy.audit;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * To whom a log's process takes its checkpoints by itself, on a thread of its own. What fails is
 * tried again, less and less often, and holds no append up unless the log is {@link
 * Durability#WITNESSED}.
 *
 * @param policy whose witnesses are asked, and how many are enough; null for none
 * @param anchors keep each checkpoint that is published
 * @param interval so often at most; a log that is {@link Durability#WITNESSED} does not wait
 * @param patience how long all witnesses together have to answer, a {@link Durability#WITNESSED}
 *     entry to be witnessed before it fails, and closing the log to publish the last checkpoint
 */
public record Publishing(
    @Nullable WitnessPolicy policy, List<Anchor> anchors, Duration interval, Duration patience) {

  /** Every ten seconds, with ten seconds for an answer. */
  public static Publishing to(@Nullable WitnessPolicy policy, List<Anchor> anchors) {
    return new Publishing(policy, anchors, Duration.ofSeconds(10), Duration.ofSeconds(10));
  }

  public Publishing {
    anchors = List.copyOf(anchors);
    if (policy == null && anchors.isEmpty()) {
      throw new IllegalArgumentException("checkpoints are published to a witness or an anchor");
    }
    if (interval.isNegative() || patience.isNegative() || patience.isZero()) {
      throw new IllegalArgumentException(
          "an interval is not negative and patience positive, found "
              + interval
              + " and "
              + patience);
    }
  }

  /** The same but for {@link #interval}. */
  public Publishing withInterval(Duration interval) {
    return new Publishing(policy, anchors, interval, patience);
  }

  /** The same but for {@link #patience}. */
  public Publishing withPatience(Duration patience) {
    return new Publishing(policy, anchors, interval, patience);
  }
}
