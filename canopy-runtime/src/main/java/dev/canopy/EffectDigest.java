package dev.canopy;

import dev.canopy.effects.Effect;
import dev.canopy.effects.Operand;
import dev.canopy.effects.Origin;
import dev.canopy.json.JsonBytes;
import java.util.List;
import java.util.Locale;

/**
 * The digest of effects: the SHA-256 of each effect's RFC 8785 form, as {@link EffectJson} has it,
 * with a line feed after it.
 *
 * <p>The form is written straight into a buffer that is used again, members sorted by hand, since
 * an entry is made for every decision; that the JSON itself would give the same bytes is tested.
 */
final class EffectDigest {
  private static final ThreadLocal<JsonBytes> BUFFER =
      ThreadLocal.withInitial(JsonBytes::canonical);

  private EffectDigest() {}

  /** {@code sha256:} and the digest in lower-case hex. */
  static String of(List<Effect> effects) {
    var digest = Sha256.start();
    var out = BUFFER.get();
    for (var i = 0; i < effects.size(); i++) {
      out.clear();
      write(effects.get(i), out);
      out.raw('\n');
      digest.update(out.buffer(), 0, out.size());
    }
    return "sha256:" + Sha256.hex(digest);
  }

  /** Adds the effect's canonical JSON. */
  static void write(Effect effect, JsonBytes out) {
    if (effect instanceof Effect.Runs e) {
      out.ascii("{\"arguments\":[");
      for (var i = 0; i < e.arguments().size(); i++) {
        if (i > 0) {
          out.raw(',');
        }
        operand(e.arguments().get(i), out);
      }
      out.ascii("],");
      kind(e, out);
      origin(e, out);
      operand("program", e.program(), out);
      out.ascii(",\"via\":[");
      for (var i = 0; i < e.via().size(); i++) {
        if (i > 0) {
          out.raw(',');
        }
        out.string(WellFormed.text(e.via().get(i)));
      }
      out.raw(']');
    } else if (effect instanceof Effect.Reads e) {
      start(e, out);
      operand("path", e.path(), out);
    } else if (effect instanceof Effect.Writes e) {
      out.raw('{');
      kind(e, out);
      text("mode", e.mode().name().toLowerCase(Locale.ROOT), out);
      out.raw(',');
      origin(e, out);
      operand("path", e.path(), out);
      flag("recursive", e.recursive(), out);
    } else if (effect instanceof Effect.Deletes e) {
      out.raw('{');
      kind(e, out);
      out.ascii("\"moved\":").ascii(e.moved() ? "true," : "false,");
      origin(e, out);
      operand("path", e.path(), out);
      flag("recursive", e.recursive(), out);
    } else if (effect instanceof Effect.Connects e) {
      out.raw('{');
      operand("host", e.host(), out);
      out.raw(',');
      kind(e, out);
      text("method", e.method(), out);
      out.raw(',');
      origin(e, out);
      text("place", e.place().name().toLowerCase(Locale.ROOT), out);
      out.ascii(",\"port\":").integer(e.port()).raw(',');
      text("scheme", e.scheme(), out);
      flag("sends_data", e.sendsData(), out);
    } else if (effect instanceof Effect.RunsRemoteCode e) {
      out.raw('{');
      text("interpreter", e.interpreter(), out);
      out.raw(',');
      kind(e, out);
      origin(e, out);
      operand("source", e.source(), out);
    } else if (effect instanceof Effect.Installs e) {
      out.raw('{');
      kind(e, out);
      text("manager", e.manager(), out);
      out.raw(',');
      operand("name", e.name(), out);
      out.raw(',');
      origin(e, out);
      out.ascii("\"runs_scripts\":").ascii(e.runsScripts() ? "true" : "false");
    } else if (effect instanceof Effect.Escalates e) {
      out.raw('{');
      text("how", e.how(), out);
      out.raw(',');
      end(e, out);
    } else if (effect instanceof Effect.Persists e) {
      start(e, out);
      operand("place", e.place(), out);
      out.raw(',');
      text("what", e.what(), out);
    } else if (effect instanceof Effect.ChangesSystem e) {
      out.raw('{');
      text("area", e.area(), out);
      out.raw(',');
      kind(e, out);
      origin(e, out);
      operand("what", e.what(), out);
    } else if (effect instanceof Effect.Destroys e) {
      resource(e, e.resource(), e.what(), out);
    } else if (effect instanceof Effect.Changes e) {
      resource(e, e.resource(), e.what(), out);
    } else if (effect instanceof Effect.ReadsSecret e) {
      start(e, out);
      operand("what", e.what(), out);
    } else if (effect instanceof Effect.Sends e) {
      out.raw('{');
      operand("destination", e.destination(), out);
      out.raw(',');
      kind(e, out);
      origin(e, out);
      out.ascii("\"secret\":").ascii(e.secret() ? "true" : "false");
    } else if (effect instanceof Effect.PoisonsEnvironment e) {
      start(e, out);
      text("variable", e.variable(), out);
    } else if (effect instanceof Effect.Spends e) {
      out.raw('{');
      text("amount", EffectJson.decimal(e.amount()), out);
      out.raw(',');
      text("currency", e.currency(), out);
      out.raw(',');
      end(e, out);
    } else if (effect instanceof Effect.CallsTool e) {
      start(e, out);
      out.ascii("\"read_only\":").ascii(e.readOnly() ? "true," : "false,");
      text("server", e.server(), out);
      out.raw(',');
      text("tool", e.tool(), out);
    } else if (effect instanceof Effect.Unresolved e) {
      start(e, out);
      text("reason", e.reason(), out);
    } else {
      throw new AssertionError("an effect without a digest: " + effect.kind());
    }
    out.raw('}');
  }

  private static void resource(Effect effect, String resource, Operand what, JsonBytes out) {
    start(effect, out);
    text("resource", resource, out);
    out.raw(',');
    operand("what", what, out);
  }

  /** For effects of which no field sorts before {@code origin}. */
  private static void start(Effect effect, JsonBytes out) {
    out.raw('{');
    kind(effect, out);
    origin(effect, out);
  }

  private static void kind(Effect effect, JsonBytes out) {
    text("kind", effect.kind(), out);
    out.raw(',');
  }

  private static void origin(Effect effect, JsonBytes out) {
    origin(effect.origin(), out);
    out.raw(',');
  }

  /** For effects of which no field sorts behind {@code origin}. */
  private static void end(Effect effect, JsonBytes out) {
    kind(effect, out);
    origin(effect.origin(), out);
  }

  private static void origin(Origin origin, JsonBytes out) {
    out.ascii("\"origin\":{\"end\":").integer(origin.end()).raw(',');
    text("field", origin.field(), out);
    out.ascii(",\"start\":").integer(origin.start()).raw('}');
  }

  private static void operand(String name, Operand operand, JsonBytes out) {
    out.raw('"').ascii(name).ascii("\":");
    operand(operand, out);
  }

  private static void operand(Operand operand, JsonBytes out) {
    out.raw('{');
    text(
        "certainty",
        switch (operand.certainty()) {
          case EXACT -> "exact";
          case PATTERN -> "pattern";
          case UNKNOWN -> "unknown";
        },
        out);
    out.raw(',');
    if (!operand.given().equals(operand.text())) {
      text("given", operand.given(), out);
      out.raw(',');
    }
    text("text", operand.text(), out);
    out.raw('}');
  }

  private static void flag(String name, boolean value, JsonBytes out) {
    out.ascii(",\"").ascii(name).ascii(value ? "\":true" : "\":false");
  }

  private static void text(String name, String value, JsonBytes out) {
    out.raw('"').ascii(name).ascii("\":").string(WellFormed.text(value));
  }
}
