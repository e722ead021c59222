package dev.canopy.records;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Counts how often names occur. A log can hold any number of names, so only the first {@value
 * #MAX_NAMES} are told apart. Not safe for use by several threads.
 */
public final class Tally {
  /** Some hundred bytes each. */
  public static final int MAX_NAMES = 100_000;

  private static final class Count {
    long value;
  }

  private final Map<String, Count> counts = new HashMap<>();
  private long others;

  /** Counts one. */
  public void add(String name) {
    var count = counts.get(name);
    if (count == null) {
      if (counts.size() == MAX_NAMES) {
        others++;
        return;
      }
      count = new Count();
      counts.put(name, count);
    }
    count.value++;
  }

  /** How many different names there are, of those that were told apart. */
  public int names() {
    return counts.size();
  }

  /** How many had names beyond those that are told apart. */
  public long others() {
    return others;
  }

  /** The {@code limit} most frequent, the most frequent first, then by name. */
  public List<Map.Entry<String, Long>> top(int limit) {
    var all = new ArrayList<Map.Entry<String, Long>>(counts.size());
    counts.forEach((name, count) -> all.add(Map.entry(name, count.value)));
    all.sort(
        Comparator.comparing((Map.Entry<String, Long> e) -> -e.getValue())
            .thenComparing(Map.Entry::getKey));
    return all.subList(0, Math.min(limit, all.size()));
  }
}
