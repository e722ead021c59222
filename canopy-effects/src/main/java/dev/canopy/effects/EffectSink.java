package dev.canopy.effects;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Collects the effects of one action in order, without repeats. For one thread.
 *
 * <p>Bounded: after {@link #MAX_EFFECTS} one {@link Effect.Unresolved} says that there are more, so
 * that a long list never hides its tail.
 */
final class EffectSink {
  /** No reviewable action has more; the longest real script seen has about 300. */
  static final int MAX_EFFECTS = 4096;

  /** Up to this many effects a scan is faster than a table. */
  private static final int SCAN_LIMIT = 12;

  private final List<Effect> effects = new ArrayList<>(4);
  private @Nullable Set<Effect> table;
  private boolean full;

  /** Adds an effect unless it is there already. */
  void add(Effect effect) {
    if (full) {
      return;
    }
    if (effects.size() >= MAX_EFFECTS) {
      full = true;
      effects.add(new Effect.Unresolved("more than " + MAX_EFFECTS + " effects", effect.origin()));
      return;
    }
    if (isNew(effect)) {
      effects.add(effect);
    }
  }

  private boolean isNew(Effect effect) {
    if (table != null) {
      return table.add(effect);
    }
    if (effects.contains(effect)) {
      return false;
    }
    if (effects.size() == SCAN_LIMIT) {
      var all = new HashSet<Effect>(effects);
      all.add(effect);
      table = all;
    }
    return true;
  }

  /** Adds {@link Effect.Unresolved}. The reason is for people. */
  void unresolved(String reason, Origin origin) {
    add(new Effect.Unresolved(reason, origin));
  }

  /**
   * Takes back what was added since {@link #size} was {@code mark}, but for what a dry run does
   * too: it starts, reads and connects. With {@code all} only what it starts is left.
   */
  void takeBack(int mark, boolean all) {
    for (var i = effects.size() - 1; i >= mark; i--) {
      var effect = effects.get(i);
      var stays =
          effect instanceof Effect.Runs
              || (!all && (effect instanceof Effect.Reads || effect instanceof Effect.Connects))
              || (effect instanceof Effect.Unresolved && !all);
      if (!stays) {
        effects.remove(i);
        if (table != null) {
          table.remove(effect);
        }
      }
    }
  }

  /**
   * Takes back what was added since {@code mark}, but for directories removed with their content.
   */
  void keepTrees(int mark) {
    for (var i = effects.size() - 1; i >= mark; i--) {
      var effect = effects.get(i);
      if (!(effect instanceof Effect.Deletes deletes && deletes.recursive())) {
        effects.remove(i);
        if (table != null) {
          table.remove(effect);
        }
      }
    }
  }

  /** True if nothing more is taken: the caller may stop looking. */
  boolean isFull() {
    return full;
  }

  /** The number of effects so far. */
  int size() {
    return effects.size();
  }

  /** The effects so far, in order. */
  List<Effect> effects() {
    return effects;
  }
}
