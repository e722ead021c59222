package dev.canopy.policy;

import dev.canopy.effects.Effect;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Collects what an explanation says, from the outside in. For one thread. */
final class Trace {
  private final List<Explanation.Finding> findings = new ArrayList<>();
  private int depth;

  void add(String condition, Outcome outcome, @Nullable Effect effect) {
    findings.add(new Explanation.Finding(depth, condition, outcome, effect));
  }

  void in() {
    depth++;
  }

  void out() {
    depth--;
  }

  List<Explanation.Finding> findings() {
    return findings;
  }
}
