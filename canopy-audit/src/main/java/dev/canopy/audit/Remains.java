package dev.canopy.audit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of entries that were pruned, beside the tiles of their tree: where the log goes on,
 * the tree's edge there, and the lines that said which keys sign. Nothing of it is to be believed
 * before the tree that goes on from it leads to a signed root: see {@link RemainsCheck}.
 *
 * @param below entries before this may be gone
 * @param head the hash of the entry before it
 * @param edge what {@link TileStack#bytes} gave there
 * @param keyLines the entries before it that name keys, as they stood in the log
 */
@SuppressWarnings("ArrayRecordComponent")
record Remains(long below, String head, byte[] edge, List<String> keyLines) {
  private static final String FORMAT = "canopy-audit-pruned-1";

  byte[] bytes() {
    var text =
        new StringBuilder(FORMAT)
            .append('\n')
            .append(String.join(" ", "" + below, head))
            .append('\n')
            .append(Base64.getEncoder().encodeToString(edge))
            .append('\n');
    keyLines.forEach(line -> text.append(line).append('\n'));
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** Null if these are not the bytes of one. */
  static @Nullable Remains parse(byte @Nullable [] bytes) {
    if (bytes == null) {
      return null;
    }
    var lines = new String(bytes, StandardCharsets.UTF_8).split("\n", -1);
    if (lines.length < 4 || !lines[0].equals(FORMAT) || !lines[lines.length - 1].isEmpty()) {
      return null;
    }
    var place = lines[1].split(" ", -1);
    if (place.length != 2 || !Hex.isHash(place[1])) {
      return null;
    }
    try {
      var below = Decimal.parse(place[0], "the place");
      var edge = StrictBase64.decode(lines[2]);
      var keyLines = new ArrayList<String>();
      for (var i = 3; i < lines.length - 1; i++) {
        keyLines.add(lines[i]);
      }
      return below > 0 && TileStack.restore(edge, TileStack.NOWHERE).size() == below
          ? new Remains(below, place[1], edge, List.copyOf(keyLines))
          : null;
    } catch (ProofException | IllegalArgumentException e) {
      return null;
    }
  }

  /** Null if nothing was pruned, or what was kept of it is spoilt. */
  static @Nullable Remains read(Disk disk, LogPaths paths) throws IOException {
    return parse(disk.readIfThere(paths.pruned()));
  }

  /** The tree up to {@link #below}. */
  TileStack tree(TileStack.Sink sink) {
    return TileStack.restore(edge, sink);
  }

  /** The nodes of the tree up to {@link #below}. */
  NodeSource nodes(Disk disk, LogPaths paths) {
    return new DiskTiles(disk, paths, below, tree(TileStack.NOWHERE));
  }

  /**
   * The place where the first entry that is there begins.
   *
   * @param first the first that is there; before {@link #below} if a pruning was cut short
   */
  Position position(long first, NodeSource nodes) throws AuditException {
    var before = first == below ? head : nodes.node(0, first - 1).hex();
    return new Position(first, first, 0, before, Position.NO_TIME, true);
  }

  /** The tree up to there. */
  TileStack treeAt(long first, NodeSource nodes, TileStack.Sink sink) throws AuditException {
    return first == below ? tree(sink) : TileStack.restore(first, nodes, sink);
  }
}
