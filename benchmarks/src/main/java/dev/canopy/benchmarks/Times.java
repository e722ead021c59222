package dev.canopy.benchmarks;

import java.util.Arrays;

/** Durations that were measured, in nanoseconds. Not safe for use by several threads. */
final class Times {
  private long[] nanos = new long[1024];
  private int count;

  void add(long time) {
    if (count == nanos.length) {
      nanos = Arrays.copyOf(nanos, count * 2);
    }
    nanos[count++] = time;
  }

  void addAll(Times more) {
    for (var i = 0; i < more.count; i++) {
      add(more.nanos[i]);
    }
  }

  int count() {
    return count;
  }

  double p50Micros() {
    return micros(0.5);
  }

  /** The time within which this share of all were done. */
  double micros(double share) {
    Arrays.sort(nanos, 0, count);
    return nanos[(int) (count * share)] / 1e3;
  }
}
