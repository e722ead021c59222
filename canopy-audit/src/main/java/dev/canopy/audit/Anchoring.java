package dev.canopy.audit;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How far others can vouch for a log: what is after it, whoever has the key can still cut off or
 * write anew.
 *
 * @param anchors each anchor that was asked, and how far it goes
 * @param witnessedSize the first so many entries are under a checkpoint that was cosigned as the
 *     policy wants; 0 if none are
 * @param cosignatures of that checkpoint, by witnesses of the policy
 * @param policyWitnesses how many witnesses the policy names; -1 if there is no policy
 */
public record Anchoring(
    List<Kept> anchors, long witnessedSize, List<Cosignature> cosignatures, int policyWitnesses) {

  /**
   * What an anchor keeps.
   *
   * @param anchor its name
   * @param checkpoints how many there fit the log
   * @param size the largest of them covers so many entries; 0 if there is none
   * @param lastTs the time of the last entry that it covers: the anchor is not older than that
   */
  public record Kept(String anchor, long checkpoints, long size, @Nullable String lastTs) {}

  static final Anchoring NONE = new Anchoring(List.of(), 0, List.of(), -1);

  public Anchoring {
    anchors = List.copyOf(anchors);
    cosignatures = List.copyOf(cosignatures);
  }

  /** The first so many entries cannot be altered unseen while the anchors are what they were. */
  public long anchoredSize() {
    return anchors.stream().mapToLong(Kept::size).max().orElse(0);
  }
}
