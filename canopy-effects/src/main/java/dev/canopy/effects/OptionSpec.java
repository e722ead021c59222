package dev.canopy.effects;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a program model says about one option.
 *
 * @param name with its dashes
 * @param acts what it does; for an option with a value to that value
 * @param byValue acts for certain values, {@code *} for the others; null if the value does not
 *     matter
 */
record OptionSpec(
    String name, Arity arity, List<Act> acts, @Nullable Map<String, List<Act>> byValue) {

  /** Whether an option takes a value. */
  enum Arity {
    /** None. */
    FLAG,
    /** Attached or in the next word. */
    VALUE,
    /** Only if attached. */
    ATTACHED,
    /** The next two words; the acts are on the second. */
    TWO
  }

  /** True if the option takes the effects of the command away. */
  boolean onlyPrints() {
    for (var act : acts) {
      if (act.kind == Act.Kind.HARMLESS || act.kind == Act.Kind.PREVIEW) {
        return true;
      }
    }
    return false;
  }

  /** True if the option may have an effect or change one. */
  boolean matters() {
    if (matters(acts)) {
      return true;
    }
    if (byValue != null) {
      for (var some : byValue.values()) {
        if (matters(some)) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean matters(List<Act> acts) {
    for (var act : acts) {
      var spec = act.operands;
      if (spec == null ? act.kind.matters() : matters(spec)) {
        return true;
      }
    }
    return false;
  }

  private static boolean matters(OperandSpec spec) {
    for (var slot : spec.slots()) {
      if (matters(slot.acts)) {
        return true;
      }
    }
    return false;
  }
}
