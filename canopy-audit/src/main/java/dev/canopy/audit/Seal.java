package dev.canopy.audit;

import org.jspecify.annotations.Nullable;

/**
 * What of a log is signed.
 *
 * @param signedSize the first so many entries are under a checkpoint whose signature is valid and
 *     whose root is that of their tree; 0 if none are
 * @param key the key that signed it; null if none did
 * @param pinned true if the key came from outside; false if it was merely found in the log, so that
 *     who wrote the log anew could have put it there
 * @param checkpoints how many checkpoints fit the log's tree
 * @param minimumIndex entries before this were pruned
 */
public record Seal(
    long signedSize, @Nullable NoteKey key, boolean pinned, long checkpoints, long minimumIndex) {

  /** In words, for a person, about a log of so many entries. */
  public String words(long entries) {
    if (key == null) {
      return "nothing is signed";
    }
    return (signedSize >= entries
            ? "all of them are signed"
            : "the first "
                + signedSize
                + " are signed, the last "
                + (entries - signedSize)
                + " are not yet")
        + (pinned
            ? ", by the key that you gave"
            : ", by a key that is merely named in the log itself")
        + (minimumIndex == 0 ? "" : "; the first " + minimumIndex + " were pruned");
  }
}
