package dev.canopy.audit;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A growing Merkle tree as the tiles at its right edge (C2SP tlog-tiles): for each level of tiles,
 * the one that is not full. That is all that appending, the root and the next tiles need. Not safe
 * for use by several threads.
 *
 * <p>Tiles are 256 hashes wide, so an entry of the tile at tile level L is the root of a complete
 * subtree of 256^L leaves. A tile that fills up is handed out, and its own root becomes an entry
 * one level up: one inner node is hashed a leaf on average, in runs of 255.
 */
final class TileStack {
  static final int WIDTH = 256;
  static final int TILE_BYTES = WIDTH * Hash.BYTES;

  /** 256^8 is more than any log has entries. */
  private static final int LEVELS = 8;

  /** Takes tiles that are full. */
  @FunctionalInterface
  interface Sink {
    /** The tile's 8,192 bytes are valid during the call. */
    void full(int level, long index, byte[] tile) throws IOException;
  }

  /** For a tree of which only the root is wanted. */
  static final Sink NOWHERE = (level, index, tile) -> {};

  private final NodeHasher hasher = new NodeHasher();
  private final byte[] @Nullable [] tiles = new byte[LEVELS][];
  private final byte[] scratch = new byte[TILE_BYTES / 2];
  private final byte[] subtree = new byte[Hash.BYTES];
  private final Sink sink;
  private long size;

  TileStack(Sink sink) {
    this.sink = sink;
  }

  long size() {
    return size;
  }

  /** How many hashes the tile at this level has that is not full. */
  int width(int level) {
    return width(size, level);
  }

  static int width(long size, int level) {
    return (int) (size >>> (8 * level) & (WIDTH - 1));
  }

  /** The index of the tile at this level that is not full. */
  long index(int level) {
    return index(size, level);
  }

  static long index(long size, int level) {
    return size >>> (8 * level) >>> 8;
  }

  /** The hashes of the tile at this level that is not full. */
  byte[] partial(int level) {
    return Arrays.copyOf(tile(level), width(level) * Hash.BYTES);
  }

  static int levels() {
    return LEVELS;
  }

  private byte[] tile(int level) {
    var tile = tiles[level];
    if (tile == null) {
      tile = new byte[TILE_BYTES];
      tiles[level] = tile;
    }
    return tile;
  }

  void append(byte[] hash, int at) throws IOException {
    var width = width(0);
    var tile = tile(0);
    System.arraycopy(hash, at, tile, width * Hash.BYTES, Hash.BYTES);
    size++;
    if (width == WIDTH - 1) {
      fill();
    }
  }

  void append(Leaves leaves, int from) throws IOException {
    for (var i = from; i < leaves.count(); i++) {
      append(leaves.raw(), i * Hash.BYTES);
    }
  }

  /** The tile at level 0 is full, and perhaps with it those above. */
  private void fill() throws IOException {
    for (var level = 0; width(level) == 0; level++) {
      var index = index(level) - 1;
      sink.full(level, index, tile(level));
      complete(tile(level), 0, WIDTH, subtree, 0);
      var above = (int) (index & (WIDTH - 1));
      System.arraycopy(subtree, 0, tile(level + 1), above * Hash.BYTES, Hash.BYTES);
    }
  }

  /** The root over {@code count} hashes, a power of two. */
  private void complete(byte[] hashes, int from, int count, byte[] to, int at) {
    if (count == 1) {
      System.arraycopy(hashes, from * Hash.BYTES, to, at, Hash.BYTES);
      return;
    }
    for (var i = 0; i < count / 2; i++) {
      var left = (from + 2 * i) * Hash.BYTES;
      hasher.hash(hashes, left, hashes, left + Hash.BYTES, scratch, i * Hash.BYTES);
    }
    for (var n = count / 2; n > 1; n /= 2) {
      for (var i = 0; i < n / 2; i++) {
        var left = 2 * i * Hash.BYTES;
        hasher.hash(scratch, left, scratch, left + Hash.BYTES, scratch, i * Hash.BYTES);
      }
    }
    System.arraycopy(scratch, 0, to, at, Hash.BYTES);
  }

  /**
   * The root of the tree as it is now (RFC 6962, section 2.1). The tree is a row of complete
   * subtrees, the largest on the left, one for each bit of its size; they are joined from the
   * right.
   */
  Hash root() {
    if (size == 0) {
      return Merkle.EMPTY_ROOT;
    }
    var root = new byte[Hash.BYTES];
    var begun = false;
    for (var level = 0; level < LEVELS; level++) {
      var end = width(level);
      for (var bit = 1; bit < WIDTH; bit <<= 1) {
        if ((width(level) & bit) != 0) {
          complete(tile(level), end - bit, bit, subtree, 0);
          end -= bit;
          if (begun) {
            hasher.hash(subtree, 0, root, 0, root, 0);
          } else {
            System.arraycopy(subtree, 0, root, 0, Hash.BYTES);
            begun = true;
          }
        }
      }
    }
    return Hash.owning(root);
  }

  /** The size and the tiles that are not full, as {@link #restore} takes them. */
  byte[] bytes() {
    var length = Long.BYTES;
    for (var level = 0; level < LEVELS; level++) {
      length += width(level) * Hash.BYTES;
    }
    var bytes = ByteBuffer.allocate(length).putLong(size);
    for (var level = 0; level < LEVELS; level++) {
      bytes.put(tile(level), 0, width(level) * Hash.BYTES);
    }
    return bytes.array();
  }

  /**
   * The tree that gave {@link #bytes}.
   *
   * @throws IllegalArgumentException if the bytes are of no tree
   */
  static TileStack restore(byte[] bytes, Sink sink) {
    var stack = new TileStack(sink);
    var from = ByteBuffer.wrap(bytes);
    if (bytes.length < Long.BYTES) {
      throw new IllegalArgumentException("no tree");
    }
    stack.size = from.getLong();
    for (var level = 0; level < LEVELS; level++) {
      var length = stack.width(level) * Hash.BYTES;
      if (stack.size < 0 || from.remaining() < length) {
        throw new IllegalArgumentException("no tree");
      }
      from.get(stack.tile(level), 0, length);
    }
    if (from.hasRemaining()) {
      throw new IllegalArgumentException("no tree");
    }
    return stack;
  }

  /** The tree of the first {@code size} leaves, from its nodes. */
  static TileStack restore(long size, NodeSource nodes, Sink sink) throws AuditException {
    var stack = new TileStack(sink);
    stack.size = size;
    for (var level = 0; level < LEVELS; level++) {
      var first = stack.index(level) * WIDTH;
      for (var i = 0; i < stack.width(level); i++) {
        var node = nodes.node(8 * level, first + i);
        System.arraycopy(node.raw(), 0, stack.tile(level), i * Hash.BYTES, Hash.BYTES);
      }
    }
    return stack;
  }
}
