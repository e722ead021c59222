package dev.canopy.audit;

import java.util.Objects;

/**
 * The hashes of a tile, and the inner nodes above them, each hashed when it is first asked for and
 * kept: proofs about entries of one tile share nearly all of them. Not safe for use by several
 * threads.
 */
final class Tile {
  private final NodeHasher hasher;

  /** The complete subtrees of 2^i hashes, from left to right; a level is empty until it is used. */
  private final byte[][] levels = new byte[8][];

  private final int width;

  /**
   * @param hashes the tile's bytes, not copied
   */
  Tile(byte[] hashes, NodeHasher hasher) {
    this.hasher = hasher;
    this.width = hashes.length / Hash.BYTES;
    levels[0] = hashes;
  }

  /** How many hashes it has. */
  int width() {
    return width;
  }

  /**
   * The root of the subtree over the hashes from {@code index << level} on, 2^level of them.
   *
   * @throws IndexOutOfBoundsException if it has not so many
   */
  Hash node(int level, int index) {
    return Hash.of(level(level), Objects.checkIndex(index, width >>> level) * Hash.BYTES);
  }

  private byte[] level(int level) {
    var nodes = levels[level];
    if (nodes == null) {
      var below = level(level - 1);
      nodes = new byte[(width >>> level) * Hash.BYTES];
      for (var at = 0; at < nodes.length; at += Hash.BYTES) {
        hasher.hash(below, 2 * at, below, 2 * at + Hash.BYTES, nodes, at);
      }
      levels[level] = nodes;
    }
    return nodes;
  }
}
