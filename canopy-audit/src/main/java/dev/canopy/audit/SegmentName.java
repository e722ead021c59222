package dev.canopy.audit;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The name of a closed segment, which says what is in it, such as {@code
 * 00000000000000004096-904.jsonl}.
 *
 * @param first the index of its first entry
 * @param count how many entries it has, at least one
 */
record SegmentName(long first, long count) implements Comparable<SegmentName> {
  static final String ENDING = ".jsonl";
  private static final Pattern TEXT = Pattern.compile("([0-9]{20})-([1-9][0-9]{0,18})\\.jsonl");

  /** Nothing for a name of another form, or with numbers that no log reaches. */
  static Optional<SegmentName> parse(String text) {
    var parts = TEXT.matcher(text);
    if (!parts.matches()) {
      return Optional.empty();
    }
    try {
      var name = new SegmentName(Long.parseLong(parts.group(1)), Long.parseLong(parts.group(2)));
      return name.end() < 0 ? Optional.empty() : Optional.of(name);
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** The index after its last entry. */
  long end() {
    return first + count;
  }

  String text() {
    return "%020d-%d%s".formatted(first, count, ENDING);
  }

  @Override
  public int compareTo(SegmentName other) {
    return Long.compare(first, other.first);
  }
}
