package dev.canopy.cli;

import dev.canopy.EffectJson;
import dev.canopy.effects.Certainty;
import dev.canopy.effects.Effect;
import dev.canopy.effects.HostPlace;
import dev.canopy.effects.Operand;
import java.util.Locale;

/** An effect in plain words, safe to show on a terminal. */
final class EffectText {
  private EffectText() {}

  static String of(Effect effect) {
    return Visible.of(words(effect));
  }

  private static String words(Effect effect) {
    if (effect instanceof Effect.Runs e) {
      var out = new StringBuilder("runs ").append(operand(e.program()));
      for (var argument : e.arguments()) {
        out.append(' ').append(argument.isExact() ? word(argument.text()) : operand(argument));
      }
      if (!e.via().isEmpty()) {
        out.append(" (through ").append(String.join(", ", e.via())).append(')');
      }
      return out.toString();
    } else if (effect instanceof Effect.Reads e) {
      return "reads " + operand(e.path());
    } else if (effect instanceof Effect.Writes e) {
      var verb =
          switch (e.mode()) {
            case CREATE -> "creates ";
            case TRUNCATE -> "overwrites ";
            case APPEND -> "appends to ";
            case DIRECTORY -> "makes the directory ";
            case METADATA -> "changes owner, rights or dates of ";
          };
      return verb + operand(e.path()) + (e.recursive() ? " and all below it" : "");
    } else if (effect instanceof Effect.Deletes e) {
      return (e.moved() ? "moves away " : "deletes ")
          + operand(e.path())
          + (e.recursive() ? " and all below it" : "");
    } else if (effect instanceof Effect.Connects e) {
      return connects(e);
    } else if (effect instanceof Effect.RunsRemoteCode e) {
      return "runs code it has not seen with " + e.interpreter() + ": " + operand(e.source());
    } else if (effect instanceof Effect.Installs e) {
      return "installs "
          + operand(e.name())
          + " with "
          + e.manager()
          + (e.runsScripts() ? ", which may run the package's code" : "");
    } else if (effect instanceof Effect.Escalates e) {
      return "gains rights: " + e.how();
    } else if (effect instanceof Effect.Persists e) {
      return "leaves something that runs later (" + e.what() + "): " + operand(e.place());
    } else if (effect instanceof Effect.ChangesSystem e) {
      return "changes the system's " + e.area() + ": " + operand(e.what());
    } else if (effect instanceof Effect.Destroys e) {
      return "destroys " + resource(e.resource()) + ": " + operand(e.what());
    } else if (effect instanceof Effect.Changes e) {
      return "changes " + resource(e.resource()) + ": " + operand(e.what());
    } else if (effect instanceof Effect.ReadsSecret e) {
      return "reads a secret: " + operand(e.what());
    } else if (effect instanceof Effect.Sends e) {
      return "sends "
          + (e.secret() ? "what may hold a secret" : "data")
          + " to "
          + operand(e.destination());
    } else if (effect instanceof Effect.PoisonsEnvironment e) {
      return "changes what later programs do, through " + e.variable();
    } else if (effect instanceof Effect.Spends e) {
      return "spends " + EffectJson.decimal(e.amount()) + " " + e.currency();
    } else if (effect instanceof Effect.CallsTool e) {
      return "calls the tool "
          + (e.server().isEmpty() ? "" : e.server() + "/")
          + e.tool()
          + (e.readOnly() ? ", declared read-only" : "");
    } else if (effect instanceof Effect.Unresolved e) {
      return "may do anything: " + e.reason();
    }
    throw new AssertionError("an effect without words: " + effect.kind());
  }

  private static String connects(Effect.Connects e) {
    var place = e.place() == HostPlace.PUBLIC ? "" : ", " + place(e.place());
    if (e.scheme().equals("listen")) {
      return "listens on " + operand(e.host()) + port(e.port());
    }
    return "connects to "
        + operand(e.host())
        + port(e.port())
        + (e.scheme().isEmpty() ? "" : " by " + e.scheme())
        + (e.method().isEmpty() ? "" : " " + e.method())
        + (e.sendsData() ? ", sending data" : "")
        + place;
  }

  private static String port(int port) {
    return port == 0 ? "" : " port " + port;
  }

  private static String place(HostPlace place) {
    return switch (place) {
      case PUBLIC -> "a public address";
      case LOOPBACK -> "this machine";
      case PRIVATE -> "a private address";
      case METADATA -> "a cloud's metadata service";
      case UNKNOWN -> "an address not known";
    };
  }

  private static String resource(String resource) {
    return "a resource (" + resource.replace('_', ' ').toLowerCase(Locale.ROOT) + ")";
  }

  /** An argument so that one can see where it begins and ends. */
  private static String word(String text) {
    for (var i = 0; i < text.length(); i++) {
      if (" \t\n'\"".indexOf(text.charAt(i)) >= 0) {
        return "'" + text.replace("'", "'\\''") + "'";
      }
    }
    return text.isEmpty() ? "''" : text;
  }

  private static String operand(Operand operand) {
    if (operand.certainty() == Certainty.UNKNOWN) {
      var given = operand.given().replace('\uFFFD', '…');
      if (given.isEmpty() || given.equals("…")) {
        return "something not known";
      }
      return "`" + given + (given.indexOf('…') >= 0 ? "` (… is not known)" : "` (not known)");
    }
    if (operand.certainty() == Certainty.PATTERN) {
      return "whatever matches " + operand.text();
    }
    return operand.text().isEmpty() ? "''" : operand.text();
  }
}
