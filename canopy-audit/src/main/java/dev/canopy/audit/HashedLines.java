package dev.canopy.audit;

import java.security.DigestException;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * Lines that are entries, with their hashes: all of {@link Chain}'s work on them that does not need
 * the line before. Used by one thread at a time.
 */
final class HashedLines {
  private final LineCheck check = new LineCheck(true);
  private final MessageDigest sha256 = Chain.sha256();
  private final Leaves leaves = new Leaves();
  private int[] ends = new int[1024];
  private int[] prevHashes = new int[1024];
  private long[] seqs = new long[1024];

  void clear() {
    leaves.clear();
  }

  /**
   * Takes the entries from {@code from} on, up to the first line that is none. The buffer is as it
   * was, afterwards.
   */
  void take(byte[] buffer, int from, int limit) {
    var at = from;
    var hash = new byte[Hash.BYTES];
    while (at < limit) {
      var feed = check.endOfEntry(buffer, at, limit);
      if (feed < 0) {
        return;
      }
      var count = leaves.count();
      if (count == ends.length) {
        ends = Arrays.copyOf(ends, count * 2);
        prevHashes = Arrays.copyOf(prevHashes, count * 2);
        seqs = Arrays.copyOf(seqs, count * 2);
      }
      ends[count] = feed;
      prevHashes[count] = check.prevHashFrom();
      seqs[count] = check.seq();
      var before = buffer[at - 1];
      buffer[at - 1] = 0;
      sha256.update(buffer, at - 1, feed - at + 1);
      buffer[at - 1] = before;
      try {
        sha256.digest(hash, 0, Hash.BYTES);
      } catch (DigestException e) {
        throw new IllegalStateException("a SHA-256 digest has 32 bytes", e);
      }
      leaves.add(hash);
      at = feed + 1;
    }
  }

  int count() {
    return leaves.count();
  }

  /** Where the line at {@code index} has its line feed; the next one begins behind it. */
  int end(int index) {
    return ends[index];
  }

  long seq(int index) {
    return seqs[index];
  }

  /** Where its {@code prev_hash} has its first digit. */
  int prevHashFrom(int index) {
    return prevHashes[index];
  }

  /** Copies its hash. */
  void hash(int index, byte[] to) {
    System.arraycopy(leaves.raw(), index * Hash.BYTES, to, 0, Hash.BYTES);
  }
}
