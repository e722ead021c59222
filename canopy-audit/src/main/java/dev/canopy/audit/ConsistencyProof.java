package dev.canopy.audit;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The proof that a tree is the beginning of a larger one: nothing of it was changed, removed or
 * moved (RFC 6962 section 2.1.2).
 *
 * @param oldSize how many leaves the smaller tree has
 * @param newSize how many leaves the larger tree has
 */
public record ConsistencyProof(long oldSize, long newSize, List<Hash> path) {
  /** The path is not looked at before {@link #verify}; the sizes may be anything. */
  public ConsistencyProof {
    path = List.copyOf(path);
  }

  /**
   * Makes the proof; it is empty if the sizes are the same or the old size is 0.
   *
   * @throws IllegalArgumentException if the old size is not from 0 to the new size
   */
  public static ConsistencyProof create(NodeSource nodes, long oldSize, long newSize)
      throws AuditException {
    if (oldSize < 0 || oldSize > newSize) {
      throw new IllegalArgumentException(
          "there is no proof from size " + oldSize + " to size " + newSize);
    }
    if (oldSize == 0) {
      return new ConsistencyProof(oldSize, newSize, List.of());
    }
    // SUBPROOF of the RFC as a loop: the way from the root to the old tree's last subtree.
    var hasher = new NodeHasher();
    List<Hash> fromTheRoot = new ArrayList<>();
    var from = 0L;
    var to = newSize;
    while (to != oldSize) {
      var middle = from + Merkle.split(to - from);
      if (oldSize <= middle) {
        fromTheRoot.add(Merkle.rangeRoot(nodes, middle, to, hasher));
        to = middle;
      } else {
        fromTheRoot.add(Merkle.rangeRoot(nodes, from, middle, hasher));
        from = middle;
      }
    }
    if (from != 0) { // else it is the old tree itself, and whoever verifies has its root
      fromTheRoot.add(Merkle.rangeRoot(nodes, from, to, hasher));
    }
    Collections.reverse(fromTheRoot);
    return new ConsistencyProof(oldSize, newSize, fromTheRoot);
  }

  /**
   * Returns if the tree with the old root is the beginning of the tree with the new root.
   *
   * @throws ProofException if the proof does not show that. Sizes and length are checked before
   *     anything is hashed. An old size of 0 is refused: everything begins with nothing, so such a
   *     proof would prove nothing.
   */
  public void verify(Hash oldRoot, Hash newRoot) throws ProofException {
    if (oldSize < 1) {
      throw new ProofException("there is nothing to prove from a tree of size " + oldSize);
    }
    if (newSize < oldSize) {
      throw new ProofException("the new size " + newSize + " is less than the old " + oldSize);
    }
    var wanted = length(oldSize, newSize);
    if (path.size() != wanted) {
      throw new ProofException("the proof has " + path.size() + " hashes, expected " + wanted);
    }
    if (oldSize == newSize) {
      sameRoot("old", newRoot, oldRoot);
      return;
    }
    // RFC 9162 section 2.1.4.2, steps 2 to 7.
    var shift = Long.numberOfTrailingZeros(oldSize);
    var node = (oldSize - 1) >>> shift;
    var last = (newSize - 1) >>> shift;
    var next = node == 0 ? 0 : 1; // the old tree is complete: its root is the beginning
    var oldAt = node == 0 ? oldRoot.bytes() : path.get(0).bytes();
    var newAt = oldAt.clone();
    var hasher = new NodeHasher();
    for (var hash : path.subList(next, path.size())) {
      if ((node & 1) == 1 || node == last) {
        hasher.hash(hash.raw(), 0, oldAt, 0, oldAt, 0);
        hasher.hash(hash.raw(), 0, newAt, 0, newAt, 0);
        var skip = Long.numberOfTrailingZeros(node);
        node >>>= skip;
        last >>>= skip;
      } else {
        hasher.hash(newAt, 0, hash.raw(), 0, newAt, 0);
      }
      node >>>= 1;
      last >>>= 1;
    }
    sameRoot("old", Hash.owning(oldAt), oldRoot);
    sameRoot("new", Hash.owning(newAt), newRoot);
  }

  /**
   * How long the path is: the way of the old tree's last complete subtree, which is itself the
   * first hash unless it is the whole old tree.
   */
  private static int length(long oldSize, long newSize) {
    if (oldSize == newSize) {
      return 0;
    }
    var shift = Long.numberOfTrailingZeros(oldSize);
    var node = (oldSize - 1) >>> shift;
    var last = (newSize - 1) >>> shift;
    var both = 64 - Long.numberOfLeadingZeros(node ^ last);
    return (node == 0 ? 0 : 1) + both + Long.bitCount(node >>> both);
  }

  private static void sameRoot(String which, Hash found, Hash expected) throws ProofException {
    if (!found.equals(expected)) {
      throw new ProofException(
          "the proof leads to the "
              + which
              + " root "
              + found.base64()
              + ", expected "
              + expected.base64());
    }
  }
}
