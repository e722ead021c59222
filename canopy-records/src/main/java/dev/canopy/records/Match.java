package dev.canopy.records;

/** Whether an entry has a property that is asked for. */
public enum Match {
  /** It has not. */
  NO,
  /** The entry does not say: what would tell was not written, is erased, or is a pattern. */
  HIDDEN,
  /** It has. */
  YES;

  /** That both are so. */
  public Match and(Match other) {
    return compareTo(other) <= 0 ? this : other;
  }

  /** That one of them is so. */
  public Match or(Match other) {
    return compareTo(other) >= 0 ? this : other;
  }

  /** {@link #YES} or {@link #NO}. */
  public static Match of(boolean yes) {
    return yes ? YES : NO;
  }
}
