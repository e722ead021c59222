package dev.canopy.effects;

import dev.canopy.json.JsonValue;
import java.util.ArrayList;
import java.util.List;

/** Works out what an action would do. Immutable, pure and safe to share between threads. */
public final class EffectAnalyzer {

  /** An analyzer with the program models that are shipped. */
  public static EffectAnalyzer standard() {
    return new EffectAnalyzer(List.of());
  }

  private final List<ToolDeclaration> tools;

  private EffectAnalyzer(List<ToolDeclaration> tools) {
    this.tools = List.copyOf(tools);
  }

  /**
   * The same with more tools known. A declaration says what a tool is that is not known yet; of one
   * that is known it only adds to what is known. Of several about one tool all count.
   */
  public EffectAnalyzer withTools(List<ToolDeclaration> declared) {
    return declared.isEmpty() ? this : new EffectAnalyzer(declared);
  }

  /**
   * The effects of an action. Never fails: what cannot be worked out is an {@link
   * Effect.Unresolved}. A payload that cannot be what its type asks for (no command, a path that is
   * a number) is {@link Effect.Unresolved} too, with {@link Analysis#malformed} saying why.
   */
  public Analysis analyze(ActionType type, JsonValue payload, Surroundings surroundings) {
    var sink = new EffectSink();
    var action = new Action(sink, surroundings, tools);
    try {
      action.read(type, payload);
    } catch (RuntimeException | StackOverflowError e) {
      // A fault of ours must never look like a harmless action.
      sink.unresolved("the analysis failed (" + e.getClass().getSimpleName() + ")", Action.WHOLE);
    }
    var malformed = action.malformed();
    if (malformed != null) {
      var effects = new ArrayList<Effect>(sink.effects());
      effects.add(new Effect.Unresolved(malformed, Action.WHOLE));
      return new Analysis(effects, malformed);
    }
    return new Analysis(sink.effects(), null);
  }
}
