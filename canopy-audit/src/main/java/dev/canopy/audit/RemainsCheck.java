package dev.canopy.audit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Holds what is kept of pruned entries together: the lowest tiles must lead to the tree's edge, and
 * the lines that name keys must be the leaves that they were. That the edge is what was signed
 * shows where the tree goes on from it.
 */
final class RemainsCheck {
  private final Disk disk;
  private final LogPaths paths;
  private final Remains remains;
  private final byte @Nullable [] wantedHash;
  private final long wantedIndex;
  private boolean found;

  /**
   * @param expected an entry that is looked for, perhaps among those that were pruned
   */
  RemainsCheck(Disk disk, LogPaths paths, Remains remains, Expectation expected) {
    this.disk = disk;
    this.paths = paths;
    this.remains = remains;
    var hash = expected.entryHash();
    this.wantedHash = hash == null ? null : Hash.ofHex(hash).bytes();
    this.wantedIndex = expected.entryIndex();
  }

  /** True if the entry that is expected was pruned. */
  boolean hasFound() {
    return found;
  }

  /** What does not fit, in words; null if all of it does. */
  @Nullable String fault() throws IOException {
    var edge = remains.tree(TileStack.NOWHERE);
    var again = new TileStack(TileStack.NOWHERE);
    var tiles = TileStack.index(remains.below(), 0);
    for (var i = 0L; i < tiles; i++) {
      var tile = disk.readIfThere(paths.tile(0, i, TileStack.WIDTH));
      if (tile == null || tile.length != TileStack.TILE_BYTES) {
        return "the tile `" + new TilePath(0, i, TileStack.WIDTH).path() + "` is missing";
      }
      take(tile, TileStack.WIDTH, again);
    }
    take(edge.partial(0), edge.width(0), again);
    if (!Arrays.equals(again.bytes(), remains.edge())) {
      return "the tiles of their tree were changed";
    }
    if (!isLeaf(remains.below() - 1, remains.head())) {
      return "the hash of the last of them was changed";
    }
    for (var line : remains.keyLines()) {
      var fault = fault(line);
      if (fault != null) {
        return fault;
      }
    }
    return null;
  }

  private void take(byte[] hashes, int count, TileStack tree) throws IOException {
    for (var i = 0; i < count; i++) {
      var at = i * Hash.BYTES;
      if (wantedHash != null
          && (wantedIndex < 0 || wantedIndex == tree.size())
          && Arrays.equals(hashes, at, at + Hash.BYTES, wantedHash, 0, Hash.BYTES)) {
        found = true;
      }
      tree.append(hashes, at);
    }
  }

  private @Nullable String fault(String keyLine) {
    var bytes = keyLine.getBytes(StandardCharsets.UTF_8);
    var line = new byte[bytes.length + 2];
    System.arraycopy(bytes, 0, line, 1, bytes.length);
    line[bytes.length + 1] = '\n';
    var chain = Chain.fromAnywhere();
    if (chain.accept(line, 1, bytes.length + 1) != null
        || !KeyEntries.isOne(line, 1, bytes.length + 1)
        || chain.nextSeq() > remains.below()
        || !isLeaf(chain.nextSeq() - 1, chain.head())) {
      return "the entries of them that name keys were changed";
    }
    return null;
  }

  private boolean isLeaf(long index, String hash) {
    try {
      return remains.nodes(disk, paths).node(0, index).equals(Hash.ofHex(hash));
    } catch (AuditException e) {
      return false;
    }
  }
}
