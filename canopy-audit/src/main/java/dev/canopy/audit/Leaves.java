package dev.canopy.audit;

import java.util.Arrays;

/** The hashes of consecutive entries. Not safe for use by several threads. */
final class Leaves {
  private byte[] hashes = new byte[64 * Hash.BYTES];
  private int count;

  void add(byte[] hash) {
    if ((count + 1) * Hash.BYTES > hashes.length) {
      hashes = Arrays.copyOf(hashes, hashes.length * 2);
    }
    System.arraycopy(hash, 0, hashes, count * Hash.BYTES, Hash.BYTES);
    count++;
  }

  void addAll(Leaves more) {
    var needed = (count + more.count) * Hash.BYTES;
    if (needed > hashes.length) {
      hashes = Arrays.copyOf(hashes, Math.max(needed, hashes.length * 2));
    }
    System.arraycopy(more.hashes, 0, hashes, count * Hash.BYTES, more.count * Hash.BYTES);
    count += more.count;
  }

  int count() {
    return count;
  }

  /** The hashes, 32 bytes each, to be read only. */
  byte[] raw() {
    return hashes;
  }

  void clear() {
    count = 0;
  }
}
