package dev.canopy.audit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A set of {@code seq} numbers, as ranges. Not safe for use by several threads while it grows. */
public final class EntryNumbers {
  private long[] first = new long[8];
  private long[] last = new long[8];
  private int ranges;

  /**
   * Adds a number.
   *
   * @throws IllegalArgumentException if it is less than one that is there
   */
  public void add(long seq) {
    if (ranges == 0 || seq != last[ranges - 1]) {
      addRange(seq, seq);
    }
  }

  private void addRange(long from, long to) {
    if (from < 0 || to < from || (ranges > 0 && from <= last[ranges - 1])) {
      throw new IllegalArgumentException("numbers are added in their order");
    }
    if (ranges > 0 && from == last[ranges - 1] + 1) {
      last[ranges - 1] = to;
      return;
    }
    if (ranges == first.length) {
      first = Arrays.copyOf(first, ranges * 2);
      last = Arrays.copyOf(last, ranges * 2);
    }
    first[ranges] = from;
    last[ranges] = to;
    ranges++;
  }

  public boolean contains(long seq) {
    var at = Arrays.binarySearch(first, 0, ranges, seq);
    return at >= 0 || (at < -1 && seq <= last[-at - 2]);
  }

  public boolean isEmpty() {
    return ranges == 0;
  }

  /** The numbers as texts such as {@code 3-17,20}, of so many ranges at most each. */
  List<String> texts(int rangesInEach) {
    var texts = new ArrayList<String>();
    for (var from = 0; from < ranges; from += rangesInEach) {
      var text = new StringBuilder();
      for (var i = from; i < Math.min(ranges, from + rangesInEach); i++) {
        text.append(i > from ? "," : "").append(first[i]);
        if (last[i] > first[i]) {
          text.append('-').append(last[i]);
        }
      }
      texts.add(text.toString());
    }
    return texts;
  }

  /** The numbers of a text as {@link #texts} gives it, as far as it can be read. */
  static EntryNumbers parse(String text) {
    var numbers = new EntryNumbers();
    for (var range : text.split(",", -1)) {
      var dash = range.indexOf('-');
      try {
        var from = Long.parseLong(dash < 0 ? range : range.substring(0, dash));
        var to = dash < 0 ? from : Long.parseLong(range.substring(dash + 1));
        numbers.addRange(from, to);
      } catch (IllegalArgumentException e) {
        return numbers;
      }
    }
    return numbers;
  }
}
