package dev.canopy.effects;

import java.util.Locale;

/** Effects in the short notation of {@code docs/program-models.md}. */
final class EffectNotation {
  private EffectNotation() {}

  static String of(Effect effect) {
    if (effect instanceof Effect.Runs e) {
      return "runs " + text(e.program());
    }
    if (effect instanceof Effect.Reads e) {
      return "reads " + text(e.path());
    }
    if (effect instanceof Effect.Writes e) {
      return "writes "
          + text(e.path())
          + " "
          + e.mode().name().toLowerCase(Locale.ROOT)
          + (e.recursive() ? " recursive" : "");
    }
    if (effect instanceof Effect.Deletes e) {
      return "deletes "
          + text(e.path())
          + (e.recursive() ? " recursive" : "")
          + (e.moved() ? " moved" : "");
    }
    if (effect instanceof Effect.Connects e) {
      return "connects "
          + e.scheme()
          + "://"
          + text(e.host())
          + (e.port() == 0 ? "" : ":" + e.port())
          + (e.method().isEmpty() ? "" : " " + e.method())
          + (e.sendsData() ? " sends" : "");
    }
    if (effect instanceof Effect.RunsRemoteCode e) {
      return "runs_remote_code " + e.interpreter() + " " + text(e.source());
    }
    if (effect instanceof Effect.Installs e) {
      return "installs " + text(e.name()) + " " + e.manager() + (e.runsScripts() ? " scripts" : "");
    }
    if (effect instanceof Effect.Escalates e) {
      return "escalates " + e.how();
    }
    if (effect instanceof Effect.Persists e) {
      return "persists " + e.what() + " " + text(e.place());
    }
    if (effect instanceof Effect.ChangesSystem e) {
      return "changes_system " + e.area() + " " + text(e.what());
    }
    if (effect instanceof Effect.Destroys e) {
      return "destroys " + e.resource() + " " + text(e.what());
    }
    if (effect instanceof Effect.Changes e) {
      return "changes " + e.resource() + " " + text(e.what());
    }
    if (effect instanceof Effect.ReadsSecret e) {
      return "reads_secret " + text(e.what());
    }
    if (effect instanceof Effect.Sends e) {
      return "sends " + text(e.destination()) + (e.secret() ? " secret" : "");
    }
    if (effect instanceof Effect.PoisonsEnvironment e) {
      return "poisons_environment " + e.variable();
    }
    if (effect instanceof Effect.Unresolved e) {
      return "unresolved " + e.reason();
    }
    return effect.kind();
  }

  private static String text(Operand operand) {
    return operand.certainty() == Certainty.UNKNOWN ? operand.text() + "…" : operand.text();
  }
}
