package dev.canopy.audit;

import java.util.ArrayList;
import java.util.List;

/**
 * The Merkle tree of RFC 6962 section 2.1 (unchanged in RFC 9162), with SHA-256.
 *
 * <p>A tree over n &gt; 1 leaves has on its left a complete tree over the largest power of two less
 * than n, and on its right the tree over the rest.
 */
public final class Merkle {
  /** The root of the tree without leaves: the hash of nothing. */
  public static final Hash EMPTY_ROOT = Hash.owning(Chain.sha256().digest());

  /** A tree has fewer than 2^63 leaves, so no path is longer. */
  static final int MAX_PATH = 63;

  private Merkle() {}

  /** The hash of an entry as a leaf: SHA-256(0x00 ‖ entry). For a log line, without line feed. */
  public static Hash leafHash(byte[] entry) {
    var sha256 = Chain.sha256();
    sha256.update((byte) 0);
    return Hash.owning(sha256.digest(entry));
  }

  /** The hash of an inner node: SHA-256(0x01 ‖ left ‖ right). */
  public static Hash nodeHash(Hash left, Hash right) {
    return new NodeHasher().hash(left, right);
  }

  /** The root of the first {@code treeSize} leaves. */
  public static Hash root(NodeSource nodes, long treeSize) throws AuditException {
    if (treeSize < 0) {
      throw new IllegalArgumentException("a tree has no size of " + treeSize);
    }
    return treeSize == 0 ? EMPTY_ROOT : rangeRoot(nodes, 0, treeSize, new NodeHasher());
  }

  /**
   * The root over the leaves from {@code from} to {@code to}, of which {@code from} is a multiple
   * of the smallest power of two that is at least their number: so it is made of complete subtrees.
   */
  static Hash rangeRoot(NodeSource nodes, long from, long to, NodeHasher hasher)
      throws AuditException {
    List<Hash> complete = new ArrayList<>(); // from left to right, each smaller than the one before
    for (var at = from; at < to; ) {
      var level = 63 - Long.numberOfLeadingZeros(to - at);
      complete.add(nodes.node(level, at >>> level));
      at += 1L << level;
    }
    var root = complete.get(complete.size() - 1);
    for (var i = complete.size() - 2; i >= 0; i--) {
      root = hasher.hash(complete.get(i), root);
    }
    return root;
  }

  /** The largest power of two less than {@code n}, which is at least 2. */
  static long split(long n) {
    return Long.highestOneBit(n - 1);
  }
}
