package dev.canopy.audit;

import java.security.DigestException;
import java.security.MessageDigest;

/**
 * Hashes inner nodes, SHA-256(0x01 ‖ left ‖ right) of RFC 6962 section 2.1, without allocating. Not
 * safe for use by several threads.
 */
final class NodeHasher {
  private final MessageDigest sha256 = Chain.sha256();
  private final byte[] node = new byte[1 + 2 * Hash.BYTES];

  NodeHasher() {
    node[0] = 1;
  }

  /** Any of the three may be the same place. */
  void hash(byte[] left, int leftAt, byte[] right, int rightAt, byte[] to, int at) {
    System.arraycopy(left, leftAt, node, 1, Hash.BYTES);
    System.arraycopy(right, rightAt, node, 1 + Hash.BYTES, Hash.BYTES);
    sha256.update(node, 0, node.length);
    try {
      sha256.digest(to, at, Hash.BYTES);
    } catch (DigestException e) {
      throw new IllegalStateException("a SHA-256 digest has 32 bytes", e);
    }
  }

  Hash hash(Hash left, Hash right) {
    var to = new byte[Hash.BYTES];
    hash(left.raw(), 0, right.raw(), 0, to, 0);
    return Hash.owning(to);
  }
}
