package dev.canopy.audit;

import java.util.Optional;

/**
 * The name of a closed segment, which says what is in it, such as {@code
 * 00000000000000004096-904.jsonl}.
 *
 * @param first the index of its first entry
 * @param count how many entries it has, at least one
 */
record SegmentName(long first, long count) implements Comparable<SegmentName> {
  static final String ENDING = ".jsonl";
  private static final int DIGITS = 20;

  /** Nothing for a name of another form, or with numbers that no log reaches. */
  static Optional<SegmentName> parse(String text) {
    if (!text.endsWith(ENDING) || text.length() <= DIGITS + 1 + ENDING.length()) {
      return Optional.empty();
    }
    try {
      var first = Long.parseLong(text, 0, DIGITS, 10);
      var count = Long.parseLong(text, DIGITS + 1, text.length() - ENDING.length(), 10);
      var name = new SegmentName(first, count);
      // Any other spelling of the same numbers is not a segment's name.
      return first >= 0 && count > 0 && name.end() > 0 && name.text().equals(text)
          ? Optional.of(name)
          : Optional.empty();
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** The index after its last entry. */
  long end() {
    return first + count;
  }

  String text() {
    var digits = Long.toString(first);
    return "0".repeat(DIGITS - digits.length()) + digits + "-" + count + ENDING;
  }

  @Override
  public int compareTo(SegmentName other) {
    return Long.compare(first, other.first);
  }
}
