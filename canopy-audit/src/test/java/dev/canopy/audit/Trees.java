package dev.canopy.audit;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Trees to test with. */
final class Trees {
  private Trees() {}

  /** The hashes of entries that all differ. */
  static List<Hash> leaves(int count) {
    var leaves = new ArrayList<Hash>();
    for (var i = 0; i < count; i++) {
      leaves.add(Merkle.leafHash(("entry " + i).getBytes(StandardCharsets.US_ASCII)));
    }
    return leaves;
  }

  /** All nodes of the tree over these leaves, by recursion. */
  static NodeSource nodes(List<Hash> leaves) {
    return (level, index) -> {
      var to = (index + 1) << level;
      if (to > leaves.size()) {
        throw new AuditException("no complete subtree " + index + " at level " + level);
      }
      return NaiveMerkle.root(leaves.subList((int) (index << level), (int) to));
    };
  }

  /**
   * A tree of up to 2^62 leaves that are all the same but one, so that its subtrees are all the
   * same but those above that one.
   */
  static NodeSource sparse(long special) {
    var same = new ArrayList<Hash>();
    same.add(Merkle.leafHash(new byte[0]));
    for (var level = 1; level < 63; level++) {
      same.add(Merkle.nodeHash(same.get(level - 1), same.get(level - 1)));
    }
    return new NodeSource() {
      @Override
      public Hash node(int level, long index) throws AuditException {
        if (special >>> level != index) {
          return same.get(level);
        }
        return level == 0
            ? Merkle.leafHash(new byte[] {1})
            : Merkle.nodeHash(node(level - 1, 2 * index), node(level - 1, 2 * index + 1));
      }
    };
  }
}
