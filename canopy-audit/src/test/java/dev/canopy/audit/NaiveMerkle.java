package dev.canopy.audit;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The definitions of RFC 6962 section 2.1 as they stand there: recursive, and slow. */
final class NaiveMerkle {
  private NaiveMerkle() {}

  /** MTH(D[n]) */
  static Hash root(List<Hash> leaves) {
    var n = leaves.size();
    if (n == 0) {
      return Merkle.EMPTY_ROOT;
    }
    if (n == 1) {
      return leaves.get(0);
    }
    var k = split(n);
    return Merkle.nodeHash(root(leaves.subList(0, k)), root(leaves.subList(k, n)));
  }

  /** PATH(m, D[n]) */
  static List<Hash> path(int m, List<Hash> leaves) {
    var n = leaves.size();
    if (n == 1) {
      return List.of();
    }
    var k = split(n);
    return m < k
        ? and(path(m, leaves.subList(0, k)), root(leaves.subList(k, n)))
        : and(path(m - k, leaves.subList(k, n)), root(leaves.subList(0, k)));
  }

  /** PROOF(m, D[n]) */
  static List<Hash> proof(int m, List<Hash> leaves) {
    return subproof(m, leaves, true);
  }

  private static List<Hash> subproof(int m, List<Hash> leaves, boolean whole) {
    var n = leaves.size();
    if (m == n) {
      return whole ? List.of() : List.of(root(leaves));
    }
    var k = split(n);
    return m <= k
        ? and(subproof(m, leaves.subList(0, k), whole), root(leaves.subList(k, n)))
        : and(subproof(m - k, leaves.subList(k, n), false), root(leaves.subList(0, k)));
  }

  /** Whether the path, read from the root down, leads from the leaf to the root. */
  static boolean includes(int m, int n, Hash leaf, List<Hash> path, Hash root) {
    if (m < 0 || m >= n) {
      return false;
    }
    var found = rootFromPath(m, n, leaf, path);
    return found != null && found.equals(root);
  }

  private static @Nullable Hash rootFromPath(int m, int n, Hash leaf, List<Hash> path) {
    if (n == 1) {
      return path.isEmpty() ? leaf : null;
    }
    if (path.isEmpty()) {
      return null;
    }
    var k = split(n);
    var sibling = path.get(path.size() - 1);
    var rest = path.subList(0, path.size() - 1);
    var below = m < k ? rootFromPath(m, k, leaf, rest) : rootFromPath(m - k, n - k, leaf, rest);
    return below == null
        ? null
        : m < k ? Merkle.nodeHash(below, sibling) : Merkle.nodeHash(sibling, below);
  }

  /** Whether the path leads to both roots. */
  static boolean consistent(int m, int n, List<Hash> path, Hash oldRoot, Hash newRoot) {
    if (m < 1 || m > n) {
      return false;
    }
    if (m == n) {
      return path.isEmpty() && oldRoot.equals(newRoot);
    }
    var both = rootsFromPath(m, n, path, oldRoot, true);
    return both != null && both.get(0).equals(oldRoot) && both.get(1).equals(newRoot);
  }

  /** The old root and the new root of this part of the tree. */
  private static @Nullable List<Hash> rootsFromPath(
      int m, int n, List<Hash> path, Hash oldRoot, boolean whole) {
    if (m == n) {
      if (whole) {
        return path.isEmpty() ? List.of(oldRoot, oldRoot) : null;
      }
      return path.size() == 1 ? List.of(path.get(0), path.get(0)) : null;
    }
    if (path.isEmpty()) {
      return null;
    }
    var k = split(n);
    var sibling = path.get(path.size() - 1);
    var rest = path.subList(0, path.size() - 1);
    if (m <= k) {
      var below = rootsFromPath(m, k, rest, oldRoot, whole);
      return below == null ? null : List.of(below.get(0), Merkle.nodeHash(below.get(1), sibling));
    }
    var below = rootsFromPath(m - k, n - k, rest, oldRoot, false);
    return below == null
        ? null
        : List.of(Merkle.nodeHash(sibling, below.get(0)), Merkle.nodeHash(sibling, below.get(1)));
  }

  private static int split(int n) {
    var k = 1;
    while (k * 2 < n) {
      k *= 2;
    }
    return k;
  }

  private static List<Hash> and(List<Hash> hashes, Hash last) {
    var all = new ArrayList<>(hashes);
    all.add(last);
    return all;
  }
}
