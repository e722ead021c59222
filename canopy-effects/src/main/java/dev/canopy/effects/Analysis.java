package dev.canopy.effects;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an action would do.
 *
 * @param effects in the order of the payload, without repeats
 * @param malformed why the payload cannot be an action of its type, or null if it can
 */
public record Analysis(List<Effect> effects, @Nullable String malformed) {
  public Analysis {
    effects = List.copyOf(effects);
  }
}
