package dev.canopy.cli;

/** Whether an entry has a property that is asked for. */
enum Match {
  /** It has not. */
  NO,
  /** The entry does not say: what would tell was not written, is erased, or is a pattern. */
  HIDDEN,
  /** It has. */
  YES;

  /** That both are so. */
  Match and(Match other) {
    return compareTo(other) <= 0 ? this : other;
  }

  /** That one of them is so. */
  Match or(Match other) {
    return compareTo(other) >= 0 ? this : other;
  }

  static Match of(boolean yes) {
    return yes ? YES : NO;
  }
}
