package dev.canopy.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What came of the cases of one suite. */
final class ConformanceTally {
  private final String suite;
  private int passed;
  private final List<String> failures = new ArrayList<>();
  private final Map<String, Integer> left = new TreeMap<>();

  ConformanceTally(String suite) {
    this.suite = suite;
  }

  /** Counts a case that accepts or refuses. */
  void judge(String name, boolean shouldHold, boolean holds, String why) {
    if (shouldHold == holds) {
      passed++;
    } else {
      fail(name, shouldHold ? "refused, and should hold: " + why : "accepted, and should not be");
    }
  }

  void pass() {
    passed++;
  }

  void fail(String name, String reason) {
    failures.add(name + ": " + reason);
  }

  /** A case of something that we do not have. */
  void leave(String reason) {
    left.merge(reason, 1, Integer::sum);
  }

  String suite() {
    return suite;
  }

  int passed() {
    return passed;
  }

  int total() {
    return passed + failures.size();
  }

  List<String> failures() {
    return failures;
  }

  /** How many cases were left out, by the reason. */
  Map<String, Integer> left() {
    return left;
  }

  /** A suite without cases shows nothing, so it has not passed either. */
  boolean good() {
    return failures.isEmpty() && passed > 0;
  }
}
