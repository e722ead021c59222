package dev.canopy.cli;

import java.util.HashSet;
import java.util.Set;

/**
 * The hashes of entries that were seen, 64 hex digits each. Not safe for use by several threads.
 */
final class HashIndex {
  /** 128 bits of a hash tell entries apart as well as all of it, and take half the memory. */
  private record Half(long high, long low) {}

  private static final int DIGITS = 32;

  private final Set<Half> seen = new HashSet<>();

  void add(String hash) {
    seen.add(half(hash));
  }

  /** True if this hash was added; false for what is no hash. */
  boolean contains(String hash) {
    return hash.length() == 2 * DIGITS
        && hash.chars().allMatch(c -> Character.digit(c, 16) >= 0)
        && seen.contains(half(hash));
  }

  private static Half half(String hash) {
    return new Half(
        Long.parseUnsignedLong(hash, 0, DIGITS / 2, 16),
        Long.parseUnsignedLong(hash, DIGITS / 2, DIGITS, 16));
  }
}
