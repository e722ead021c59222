package dev.canopy.audit;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The nodes of a log's tree from its tiles on a disk. Where a full tile is missing, a partial one
 * does that is wide enough. Not safe for use by several threads.
 */
final class DiskTiles implements NodeSource {
  private static final int CACHED = 64;

  private final Disk disk;
  private final LogPaths paths;
  private final long treeSize;
  private final @Nullable TileStack edge;
  private final NodeHasher hasher = new NodeHasher();
  private final Map<String, Tile> cache =
      new LinkedHashMap<>(CACHED, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Tile> eldest) {
          return size() > CACHED;
        }
      };

  /**
   * @param treeSize the tree whose nodes are wanted
   * @param edge that tree's tiles that are not full, if they are known
   */
  DiskTiles(Disk disk, LogPaths paths, long treeSize, @Nullable TileStack edge) {
    this.disk = disk;
    this.paths = paths;
    this.treeSize = treeSize;
    this.edge = edge;
  }

  @Override
  public Hash node(int level, long index) throws AuditException {
    var tileLevel = level / 8;
    var shift = level % 8;
    var first = index << shift; // at the tile's level
    var tile = tile(tileLevel, first >>> 8, (int) (first & 255) + (1 << shift));
    return tile.node(shift, (int) (first & 255) >>> shift);
  }

  private Tile tile(int level, long index, int wanted) throws AuditException {
    var name = new TilePath(level, index, TileStack.WIDTH).path();
    var tile = cache.get(name);
    if (tile == null || tile.width() < wanted) {
      byte[] bytes;
      try {
        bytes = read(level, index, wanted);
      } catch (IOException e) {
        throw new AuditException("cannot read the tile `" + name + "`: " + e.getMessage(), e);
      }
      if (bytes == null) {
        throw new AuditException("there is no tile `" + name + "`");
      }
      tile = new Tile(bytes, hasher);
      cache.put(name, tile);
    }
    return tile;
  }

  private byte @Nullable [] read(int level, long index, int wanted) throws IOException {
    if (edge != null && index == edge.index(level) && edge.width(level) >= wanted) {
      return edge.partial(level);
    }
    var full = disk.readIfThere(paths.tile(level, index, TileStack.WIDTH));
    if (full != null && full.length == TileStack.TILE_BYTES) {
      return full;
    }
    var width = TileStack.width(treeSize, level);
    if (index == TileStack.index(treeSize, level) && width >= wanted) {
      var partial = disk.readIfThere(paths.tile(level, index, width));
      if (partial != null && partial.length == width * Hash.BYTES) {
        return partial;
      }
    }
    return null;
  }
}
