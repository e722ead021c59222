package dev.canopy.audit;

import org.jspecify.annotations.Nullable;

/**
 * What someone outside the log remembers of it. A chain alone cannot show that its end was cut off
 * or that all of it was written anew; a receipt that was kept can.
 *
 * @param entryHash the hash of an entry that must be in the log, or null
 * @param entryIndex where that entry must be, or -1 for anywhere
 * @param minEntries so many entries there must be at least, the genesis counted
 */
public record Expectation(@Nullable String entryHash, long entryIndex, long minEntries) {
  /** Nothing is remembered. */
  public static final Expectation NONE = new Expectation(null, -1, 0);

  public Expectation {
    if (entryHash != null && !Hex.isHash(entryHash)) {
      throw new IllegalArgumentException(
          "found `" + entryHash + "`, wanted a hash of 64 lower-case hex digits");
    }
    if (entryIndex >= 0 && entryHash == null) {
      throw new IllegalArgumentException("a place is given, but no hash");
    }
  }

  /** The entry that this receipt is for must be in its place. */
  public static Expectation of(Receipt receipt) {
    return new Expectation(receipt.entryHash(), receipt.entryIndex(), receipt.entryIndex() + 1);
  }

  /** An entry with this hash must be in the log. */
  public static Expectation head(String entryHash) {
    return new Expectation(entryHash, -1, 0);
  }

  /** There must be at least so many entries. */
  public static Expectation entries(long minEntries) {
    return new Expectation(null, -1, minEntries);
  }
}
