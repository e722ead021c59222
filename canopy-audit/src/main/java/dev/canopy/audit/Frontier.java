package dev.canopy.audit;

import org.jspecify.annotations.Nullable;

/**
 * The right edge of a growing Merkle tree: as many hashes as its size has bits set, which is all
 * that appending and the root need. Appending hashes one inner node on average and allocates
 * nothing. Not safe for use by several threads.
 *
 * <p>Algorithm: a binary counter. The tree of size s consists of one complete subtree for each bit
 * of s, the largest on the left (the compact range of RFC 6962 trees). A new leaf is a subtree of
 * one; while the counter has a carry, the last two subtrees have the same size and become one.
 */
public final class Frontier {
  /** Told of each complete subtree, the new leaf first, as soon as the tree has it. */
  @FunctionalInterface
  public interface NodeSink {
    /** The hash is the 32 bytes at {@code at}, valid during the call and to be read only. */
    void node(int level, long index, byte[] hashes, int at);
  }

  /** A tree has fewer than 2^63 leaves. */
  private static final int LEVELS = 63;

  /** The complete subtree of 2^i leaves is at i * 32, if bit i of the size is set. */
  private final byte[] subtrees = new byte[LEVELS * Hash.BYTES];

  private final byte[] carry = new byte[Hash.BYTES];
  private final NodeHasher hasher = new NodeHasher();
  private final @Nullable NodeSink sink;
  private long size;

  /** The tree without leaves. */
  public Frontier() {
    this(null);
  }

  /** The tree without leaves, which tells of each complete subtree. */
  public Frontier(@Nullable NodeSink sink) {
    this.sink = sink;
  }

  /**
   * The frontier of a tree of this size from what {@link #hashes} gave.
   *
   * @throws IllegalArgumentException if there are not as many hashes as the size has bits set
   */
  public static Frontier restore(long size, byte[] hashes, @Nullable NodeSink sink) {
    if (size < 0 || hashes.length != Long.bitCount(size) * Hash.BYTES) {
      throw new IllegalArgumentException(
          hashes.length + " bytes are not the frontier of a tree of size " + size);
    }
    var frontier = new Frontier(sink);
    frontier.size = size;
    var from = 0;
    for (var level = LEVELS - 1; level >= 0; level--) {
      if ((size >>> level & 1) != 0) {
        System.arraycopy(hashes, from, frontier.subtrees, level * Hash.BYTES, Hash.BYTES);
        from += Hash.BYTES;
      }
    }
    return frontier;
  }

  /** The frontier of the first {@code size} leaves, from a tree's complete subtrees. */
  public static Frontier restore(long size, NodeSource nodes, @Nullable NodeSink sink)
      throws AuditException {
    var hashes = new byte[Long.bitCount(size) * Hash.BYTES];
    var to = 0;
    var from = 0L;
    for (var level = LEVELS - 1; level >= 0; level--) {
      if ((size >>> level & 1) != 0) {
        System.arraycopy(nodes.node(level, from >>> level).raw(), 0, hashes, to, Hash.BYTES);
        to += Hash.BYTES;
        from += 1L << level;
      }
    }
    return restore(size, hashes, sink);
  }

  /** Adds a leaf by its hash. */
  public void append(Hash leafHash) {
    append(leafHash.raw(), 0);
  }

  /** Adds a leaf by its hash, the 32 bytes at {@code at}. */
  public void append(byte[] leafHash, int at) {
    if (size == Long.MAX_VALUE) {
      throw new IllegalStateException("the tree is full");
    }
    System.arraycopy(leafHash, at, carry, 0, Hash.BYTES);
    if (sink != null) {
      sink.node(0, size, carry, 0);
    }
    var level = 0;
    while ((size >>> level & 1) != 0) {
      hasher.hash(subtrees, level * Hash.BYTES, carry, 0, carry, 0);
      level++;
      if (sink != null) {
        sink.node(level, size >>> level, carry, 0);
      }
    }
    System.arraycopy(carry, 0, subtrees, level * Hash.BYTES, Hash.BYTES);
    size++;
  }

  /** How many leaves the tree has. */
  public long size() {
    return size;
  }

  /** The root of the tree as it is now. */
  public Hash root() {
    var root = new byte[Hash.BYTES];
    root(root, 0);
    return Hash.owning(root);
  }

  /** Writes the root of the tree as it is now to the 32 bytes at {@code at}. */
  public void root(byte[] to, int at) {
    if (size == 0) {
      System.arraycopy(Merkle.EMPTY_ROOT.raw(), 0, to, at, Hash.BYTES);
      return;
    }
    var level = Long.numberOfTrailingZeros(size);
    System.arraycopy(subtrees, level * Hash.BYTES, to, at, Hash.BYTES);
    for (level++; level < LEVELS; level++) {
      if ((size >>> level & 1) != 0) {
        hasher.hash(subtrees, level * Hash.BYTES, to, at, to, at);
      }
    }
  }

  /** The hashes of the complete subtrees, from left to right: the largest first. */
  public byte[] hashes() {
    var hashes = new byte[Long.bitCount(size) * Hash.BYTES];
    var to = 0;
    for (var level = LEVELS - 1; level >= 0; level--) {
      if ((size >>> level & 1) != 0) {
        System.arraycopy(subtrees, level * Hash.BYTES, hashes, to, Hash.BYTES);
        to += Hash.BYTES;
      }
    }
    return hashes;
  }

  /** A frontier of the same tree that grows by itself, without a sink. */
  public Frontier copy() {
    var copy = new Frontier();
    copy.copyFrom(this);
    return copy;
  }

  /**
   * Becomes the frontier of the tree that {@code other} is of; the sink stays and is told nothing.
   */
  public void copyFrom(Frontier other) {
    size = other.size;
    var used = (64 - Long.numberOfLeadingZeros(size)) * Hash.BYTES;
    System.arraycopy(other.subtrees, 0, subtrees, 0, used);
  }
}
