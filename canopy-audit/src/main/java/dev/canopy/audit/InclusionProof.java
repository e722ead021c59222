package dev.canopy.audit;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The proof that a leaf is at an index of a tree: the hashes beside its way to the root, from the
 * leaf's sibling upwards (RFC 6962 section 2.1.1).
 *
 * @param leafIndex the leaf's place, from 0
 * @param treeSize how many leaves the tree has
 */
public record InclusionProof(long leafIndex, long treeSize, List<Hash> path) {
  /** The path is not looked at before {@link #verify}; index and size may be anything. */
  public InclusionProof {
    path = List.copyOf(path);
  }

  /**
   * Makes the proof.
   *
   * @throws IllegalArgumentException if the tree has no such leaf
   */
  public static InclusionProof create(NodeSource nodes, long leafIndex, long treeSize)
      throws AuditException {
    if (leafIndex < 0 || leafIndex >= treeSize) {
      throw new IllegalArgumentException(
          "a tree of size " + treeSize + " has no leaf " + leafIndex);
    }
    var hasher = new NodeHasher();
    List<Hash> fromTheRoot = new ArrayList<>();
    var from = 0L;
    var to = treeSize;
    while (to - from > 1) {
      var middle = from + Merkle.split(to - from);
      if (leafIndex < middle) {
        fromTheRoot.add(Merkle.rangeRoot(nodes, middle, to, hasher));
        to = middle;
      } else {
        fromTheRoot.add(Merkle.rangeRoot(nodes, from, middle, hasher));
        from = middle;
      }
    }
    Collections.reverse(fromTheRoot);
    return new InclusionProof(leafIndex, treeSize, fromTheRoot);
  }

  /**
   * Returns if the tree of {@link #treeSize} leaves with this root has this leaf at {@link
   * #leafIndex}.
   *
   * @throws ProofException if the proof does not show that; index, size and length are checked
   *     before anything is hashed
   */
  public void verify(Hash leafHash, Hash root) throws ProofException {
    var wanted = length(leafIndex, treeSize);
    if (path.size() != wanted) {
      throw new ProofException("the proof has " + path.size() + " hashes, expected " + wanted);
    }
    // RFC 9162 section 2.1.3.2, steps 2 to 5. `node` is the index of `at` in its level, `last` that
    // of the level's last node.
    var hasher = new NodeHasher();
    var at = leafHash.bytes();
    var node = leafIndex;
    var last = treeSize - 1;
    for (var sibling : path) {
      if ((node & 1) == 1 || node == last) {
        hasher.hash(sibling.raw(), 0, at, 0, at, 0);
        // A last node without a sibling is also the last node of the levels above it.
        var skip = Long.numberOfTrailingZeros(node);
        node >>>= skip;
        last >>>= skip;
      } else {
        hasher.hash(at, 0, sibling.raw(), 0, at, 0);
      }
      node >>>= 1;
      last >>>= 1;
    }
    var found = Hash.owning(at);
    if (!found.equals(root)) {
      throw new ProofException(
          "the proof leads to the root " + found.base64() + ", expected " + root.base64());
    }
  }

  /**
   * How long the path is. Below the level where the leaf's way and the way of the last leaf part,
   * each level has a sibling; above, only where the sibling is on the left.
   */
  static int length(long leafIndex, long treeSize) throws ProofException {
    if (treeSize < 1) {
      throw new ProofException("a tree of size " + treeSize + " has no leaves");
    }
    if (leafIndex < 0 || leafIndex >= treeSize) {
      throw new ProofException("a tree of size " + treeSize + " has no leaf " + leafIndex);
    }
    var both = 64 - Long.numberOfLeadingZeros(leafIndex ^ (treeSize - 1));
    return both + Long.bitCount(leafIndex >>> both);
  }
}
