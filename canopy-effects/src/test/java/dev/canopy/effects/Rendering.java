package dev.canopy.effects;

/** Effects as the short lines that the test data uses. */
final class Rendering {
  private Rendering() {}

  static String of(Effect effect) {
    if (effect instanceof Effect.Reads e) {
      return "reads " + of(e.path());
    } else if (effect instanceof Effect.Writes e) {
      return "writes " + of(e.path()) + " " + e.mode() + (e.recursive() ? " recursive" : "");
    } else if (effect instanceof Effect.Deletes e) {
      return "deletes "
          + of(e.path())
          + (e.recursive() ? " recursive" : "")
          + (e.moved() ? " moved" : "");
    } else if (effect instanceof Effect.Connects e) {
      return "connects "
          + of(e.host())
          + (e.port() == 0 ? "" : ":" + e.port())
          + " "
          + e.scheme()
          + (e.method().isEmpty() ? "" : " " + e.method())
          + (e.sendsData() ? " sends" : "")
          + " "
          + e.place();
    } else if (effect instanceof Effect.Persists e) {
      return "persists " + e.what() + " " + of(e.place());
    } else if (effect instanceof Effect.ChangesSystem e) {
      return "changes_system " + e.area() + " " + of(e.what());
    } else if (effect instanceof Effect.Destroys e) {
      return "destroys " + e.resource() + " " + of(e.what());
    } else if (effect instanceof Effect.Changes e) {
      return "changes " + e.resource() + " " + of(e.what());
    } else if (effect instanceof Effect.ReadsSecret e) {
      return "reads_secret " + of(e.what());
    } else if (effect instanceof Effect.Sends e) {
      return "sends " + of(e.destination()) + (e.secret() ? " secret" : "");
    } else if (effect instanceof Effect.Spends e) {
      return "spends " + e.amount().toPlainString() + " " + e.currency();
    } else if (effect instanceof Effect.CallsTool e) {
      return "calls_tool " + e.server() + "/" + e.tool() + (e.readOnly() ? " read_only" : "");
    } else if (effect instanceof Effect.PoisonsEnvironment e) {
      return "poisons_environment " + e.variable();
    } else if (effect instanceof Effect.Escalates) {
      return "escalates";
    } else if (effect instanceof Effect.Unresolved) {
      return "unresolved";
    } else if (effect instanceof Effect.Runs e) {
      return "runs " + of(e.program());
    }
    return effect.kind();
  }

  private static String of(Operand operand) {
    return switch (operand.certainty()) {
      case EXACT -> operand.text();
      case PATTERN -> "glob:" + operand.text();
      case UNKNOWN -> "unknown:" + operand.text();
    };
  }
}
