package dev.canopy.audit;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What others know of a log, for a verifier to hold the log against.
 *
 * @param anchors what was kept elsewhere; the log must fit all of it
 * @param policy which witnesses must have cosigned; null if none need to
 * @param now cosignatures of a later time do not count
 */
public record Outside(List<AnchorNotes> anchors, @Nullable WitnessPolicy policy, Instant now) {
  /** Nobody knows anything. */
  public static final Outside NOTHING = new Outside(List.of(), null, Instant.EPOCH);

  public Outside {
    anchors = List.copyOf(anchors);
  }
}
