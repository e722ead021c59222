package dev.canopy.audit;

import java.util.Locale;

/**
 * The name of a tile in a log's folder (C2SP tlog-tiles): {@code tile/1/x001/234.p/17}.
 *
 * @param level 0 for tiles of leaf hashes, each level above 256 times as coarse; {@link #ENTRIES}
 *     for bundles of entries
 * @param index which tile of its level, from 0
 * @param width how many hashes or entries it has, 1 to 256; less than 256 is a partial tile
 */
public record TilePath(int level, long index, int width) {
  /** The level of bundles. */
  public static final int ENTRIES = -1;

  /** How many hashes a full tile has. */
  public static final int FULL = 256;

  /** Eight levels of the tree are one level of tiles, and a tree has at most 63. */
  static final int MAX_LEVEL = 7;

  private static final String ROOT = "tile/";

  public TilePath {
    if (level < ENTRIES || level > 63 || index < 0 || width < 1 || width > FULL) {
      throw new IllegalArgumentException(
          "no tile is at level " + level + ", index " + index + ", width " + width);
    }
  }

  /** Reads a name, in its one spelling. */
  public static TilePath parse(String path) throws ProofException {
    if (!path.startsWith(ROOT)) {
      throw notATile(path);
    }
    var slash = path.indexOf('/', ROOT.length());
    if (slash < 0) {
      throw notATile(path);
    }
    var levelText = path.substring(ROOT.length(), slash);
    var level = levelText.equals("entries") ? ENTRIES : Decimal.parse(levelText, "a tile's level");
    var width = (long) FULL;
    var rest = path.substring(slash + 1);
    var partial = rest.indexOf(".p/");
    if (partial >= 0) {
      width = Decimal.parse(rest.substring(partial + 3), "a tile's width");
      if (width == FULL) {
        throw notATile(path);
      }
      rest = rest.substring(0, partial);
    }
    var index = 0L;
    var parts = rest.split("/", -1);
    for (var i = 0; i < parts.length; i++) {
      var digits = parts[i];
      if (i < parts.length - 1) {
        if (!digits.startsWith("x")) {
          throw notATile(path);
        }
        digits = digits.substring(1);
      }
      if (digits.length() != 3 || index > (Long.MAX_VALUE - 999) / 1000) {
        throw notATile(path);
      }
      index = index * 1000;
      for (var j = 0; j < digits.length(); j++) {
        if (digits.charAt(j) < '0' || digits.charAt(j) > '9') {
          throw notATile(path);
        }
      }
      index += Integer.parseInt(digits);
    }
    if (level > 63 || width < 1 || width > FULL) {
      throw notATile(path);
    }
    var tile = new TilePath((int) level, index, (int) width);
    if (!tile.path().equals(path)) { // such as x000/001
      throw notATile(path);
    }
    return tile;
  }

  private static ProofException notATile(String path) {
    return new ProofException("`" + Quoted.of(path) + "` is not the name of a tile");
  }

  /** The name, with slashes, relative to the log's folder. */
  public String path() {
    var parts = new StringBuilder(threeDigits(index % 1000));
    for (var rest = index / 1000; rest > 0; rest /= 1000) {
      parts.insert(0, "x" + threeDigits(rest % 1000) + "/");
    }
    return ROOT
        + (level == ENTRIES ? "entries" : level)
        + "/"
        + parts
        + (width == FULL ? "" : ".p/" + width);
  }

  private static String threeDigits(long number) {
    return String.format(Locale.ROOT, "%03d", number);
  }

  /**
   * How many hashes the tiles of a level have together, in a tree of this size; for bundles, how
   * many entries.
   */
  public static long hashesAt(int level, long treeSize) {
    return level == ENTRIES ? treeSize : 8 * level > 62 ? 0 : treeSize >>> (8 * level);
  }
}
