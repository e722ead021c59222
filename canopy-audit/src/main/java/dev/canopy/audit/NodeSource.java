package dev.canopy.audit;

/** Where the hashes of a tree's complete subtrees come from, such as its tiles. */
@FunctionalInterface
public interface NodeSource {
  /**
   * The root of the complete subtree over the leaves {@code index << level} to {@code (index + 1)
   * << level}, the end not counted; at level 0, a leaf's hash.
   *
   * @throws AuditException if the tree has no such subtree, or it cannot be read
   */
  Hash node(int level, long index) throws AuditException;
}
