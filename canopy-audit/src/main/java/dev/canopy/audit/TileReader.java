package dev.canopy.audit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The nodes of a tree of a known size, from the tiles of a log's folder. Reads a tile when it is
 * needed, the partial one that belongs to the size, or else the full one that has grown from it,
 * and keeps the last few. Whoever uses it believes nothing: a proof made of a wrong tile does not
 * verify. Not safe for use by several threads.
 */
public final class TileReader implements NodeSource {
  /** Half a MiB: the tiles of a way through a tree of any size, several times over. */
  private static final int KEPT = 32;

  private static final int TILE_BYTES = TilePath.FULL * Hash.BYTES;

  /** A full bundle of the longest entries. */
  private static final int MAX_BUNDLE_BYTES = TilePath.FULL * (2 + 65_535);

  private final Path folder;
  private final long treeSize;
  private final NodeHasher hasher = new NodeHasher();
  private final Map<TilePath, Tile> kept =
      new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<TilePath, Tile> eldest) {
          return size() > KEPT;
        }
      };

  /**
   * Reads the tiles of a tree.
   *
   * @param folder where {@code tile/} is
   */
  public TileReader(Path folder, long treeSize) {
    this.folder = folder;
    this.treeSize = treeSize;
  }

  @Override
  public Hash node(int level, long index) throws AuditException {
    if (level < 0 || level > 62 || index < 0 || index >= treeSize >>> level) {
      throw new AuditException(
          "a tree of size "
              + treeSize
              + " has no complete subtree "
              + index
              + " at level "
              + level);
    }
    // The tile that has the node, or the hashes from which it is made.
    var within = level % 8;
    var first = index << within;
    var tile = tile(level / 8, first / TilePath.FULL);
    return tile.node(within, (int) (first % TilePath.FULL) >>> within);
  }

  private Tile tile(int level, long index) throws AuditException {
    var path = path(level, index);
    var tile = kept.get(path);
    if (tile == null) {
      var bytes = read(path, TILE_BYTES);
      if (bytes.length != path.width() * Hash.BYTES && bytes.length != TILE_BYTES) {
        throw new AuditException(
            "the tile `"
                + path.path()
                + "` has "
                + bytes.length
                + " bytes, expected "
                + path.width() * Hash.BYTES);
      }
      tile = new Tile(bytes, hasher);
      kept.put(path, tile);
    }
    return tile;
  }

  private TilePath path(int level, long index) {
    var left = TilePath.hashesAt(level, treeSize) - index * TilePath.FULL;
    return new TilePath(level, index, (int) Math.min(TilePath.FULL, left));
  }

  private byte[] read(TilePath path, int maxBytes) throws AuditException {
    try {
      return read(folder.resolve(path.path()), maxBytes);
    } catch (NoSuchFileException e) {
      if (path.width() == TilePath.FULL) {
        throw new AuditException("the tile `" + path.path() + "` is missing", e);
      }
      return read(new TilePath(path.level(), path.index(), TilePath.FULL), maxBytes);
    } catch (IOException e) {
      throw new AuditException("cannot read `" + path.path() + "`: " + e.getMessage(), e);
    }
  }

  private static byte[] read(Path file, int maxBytes) throws IOException {
    try (var in = Files.newInputStream(file)) {
      var bytes = in.readNBytes(maxBytes + 1);
      if (bytes.length > maxBytes) {
        throw new IOException("it is longer than " + maxBytes + " bytes");
      }
      return bytes;
    }
  }

  /** The entries of a bundle, which is 256 of them or those that the size leaves. */
  public List<byte[]> entries(long bundleIndex) throws AuditException, ProofException {
    if (bundleIndex < 0 || bundleIndex > (treeSize - 1) / TilePath.FULL || treeSize == 0) {
      throw new AuditException(
          "a tree of size " + treeSize + " has no bundle of entries " + bundleIndex);
    }
    var path = path(TilePath.ENTRIES, bundleIndex);
    var bundle = read(path, MAX_BUNDLE_BYTES);
    try {
      return EntryBundle.decode(bundle, path.width());
    } catch (ProofException e) {
      // The full bundle in the place of the partial one has more.
      var all = new ArrayList<>(EntryBundle.decode(bundle, TilePath.FULL));
      return List.copyOf(all.subList(0, path.width()));
    }
  }
}
