package dev.canopy.benchmarks;

import java.util.List;
import java.util.Locale;

/** Says what was measured: medians with their spread. */
final class Figures {
  private Figures() {}

  static void print(String what, List<Double> values, String unit) {
    var sorted = values.stream().mapToDouble(v -> v).sorted().toArray();
    System.out.printf(
        Locale.ROOT,
        "%-55s median %10.2f %-12s (%.2f to %.2f, n=%d)%n",
        what,
        sorted[sorted.length / 2],
        unit,
        sorted[0],
        sorted[sorted.length - 1],
        sorted.length);
  }
}
