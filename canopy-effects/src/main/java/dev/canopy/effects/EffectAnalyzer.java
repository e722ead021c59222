package dev.canopy.effects;

import dev.canopy.json.JsonValue;
import java.util.List;

/** Works out what an action would do. Immutable, pure and safe to share between threads. */
public final class EffectAnalyzer {

  /** An analyzer with the program models that are shipped. */
  public static EffectAnalyzer standard() {
    return new EffectAnalyzer();
  }

  private EffectAnalyzer() {}

  /**
   * The effects of an action. Never fails: what cannot be worked out is an {@link
   * Effect.Unresolved}. A payload that cannot be what its type asks for (no command, a path that is
   * a number) is {@link Effect.Unresolved} too, with {@link Analysis#malformed} saying why.
   */
  public Analysis analyze(ActionType type, JsonValue payload, Surroundings surroundings) {
    return new Analysis(
        List.of(new Effect.Unresolved("no analyzer yet", new Origin("", 0, 0))), null);
  }
}
