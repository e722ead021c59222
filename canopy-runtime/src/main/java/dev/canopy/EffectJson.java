package dev.canopy;

import dev.canopy.effects.Effect;
import dev.canopy.effects.Operand;
import dev.canopy.effects.Origin;
import dev.canopy.json.JsonArray;
import dev.canopy.json.JsonNumber;
import dev.canopy.json.JsonObject;
import dev.canopy.json.JsonString;
import dev.canopy.json.JsonValue;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Effects as JSON: {@code {"kind": …, fields…, "origin": {"field", "start", "end"}}}. Fields have
 * the names of the record's components in snake case. An operand is {@code {"text", "certainty"}},
 * with {@code "given"} where it was written differently. The form is described in docs/cli.md and
 * only ever gains fields.
 */
public final class EffectJson {
  private EffectJson() {}

  /** The effects in their order. */
  public static JsonArray of(List<Effect> effects) {
    var items = new ArrayList<JsonValue>(effects.size());
    for (var effect : effects) {
      items.add(of(effect));
    }
    return new JsonArray(items);
  }

  /** One effect. */
  public static JsonObject of(Effect effect) {
    var out = JsonObject.builder().put("kind", effect.kind());
    fields(effect, out);
    return out.put("origin", origin(effect.origin())).build();
  }

  private static void fields(Effect effect, JsonObject.Builder out) {
    if (effect instanceof Effect.Runs e) {
      var arguments = new ArrayList<JsonValue>(e.arguments().size());
      for (var argument : e.arguments()) {
        arguments.add(operand(argument));
      }
      out.put("program", operand(e.program()))
          .put("arguments", new JsonArray(arguments))
          .put("via", strings(e.via()));
    } else if (effect instanceof Effect.Reads e) {
      out.put("path", operand(e.path()));
    } else if (effect instanceof Effect.Writes e) {
      out.put("path", operand(e.path()))
          .put("mode", e.mode().name().toLowerCase(Locale.ROOT))
          .put("recursive", e.recursive());
    } else if (effect instanceof Effect.Deletes e) {
      out.put("path", operand(e.path())).put("recursive", e.recursive()).put("moved", e.moved());
    } else if (effect instanceof Effect.Connects e) {
      out.put("host", operand(e.host()))
          .put("port", e.port())
          .put("scheme", text(e.scheme()))
          .put("method", text(e.method()))
          .put("sends_data", e.sendsData())
          .put("place", e.place().name().toLowerCase(Locale.ROOT));
    } else if (effect instanceof Effect.RunsRemoteCode e) {
      out.put("interpreter", text(e.interpreter())).put("source", operand(e.source()));
    } else if (effect instanceof Effect.Installs e) {
      out.put("name", operand(e.name()))
          .put("manager", text(e.manager()))
          .put("runs_scripts", e.runsScripts());
    } else if (effect instanceof Effect.Escalates e) {
      out.put("how", text(e.how()));
    } else if (effect instanceof Effect.Persists e) {
      out.put("what", text(e.what())).put("place", operand(e.place()));
    } else if (effect instanceof Effect.ChangesSystem e) {
      out.put("area", text(e.area())).put("what", operand(e.what()));
    } else if (effect instanceof Effect.Destroys e) {
      out.put("resource", text(e.resource())).put("what", operand(e.what()));
    } else if (effect instanceof Effect.Changes e) {
      out.put("resource", text(e.resource())).put("what", operand(e.what()));
    } else if (effect instanceof Effect.ReadsSecret e) {
      out.put("what", operand(e.what()));
    } else if (effect instanceof Effect.Sends e) {
      out.put("destination", operand(e.destination())).put("secret", e.secret());
    } else if (effect instanceof Effect.PoisonsEnvironment e) {
      out.put("variable", text(e.variable()));
    } else if (effect instanceof Effect.Spends e) {
      // A decimal as text: a JSON number would be rounded to a double.
      out.put("amount", decimal(e.amount())).put("currency", text(e.currency()));
    } else if (effect instanceof Effect.CallsTool e) {
      out.put("server", text(e.server()))
          .put("tool", text(e.tool()))
          .put("read_only", e.readOnly());
    } else if (effect instanceof Effect.Unresolved e) {
      out.put("reason", text(e.reason()));
    } else {
      throw new AssertionError("an effect without a JSON form: " + effect.kind());
    }
  }

  /** The decimal in full, such as 4900 and not 4.9E+3, unless it is of absurd length. */
  public static String decimal(BigDecimal value) {
    return Math.abs((long) value.scale()) <= 40 ? value.toPlainString() : value.toString();
  }

  private static JsonObject operand(Operand operand) {
    var out = JsonObject.builder().put("text", text(operand.text()));
    if (!operand.given().equals(operand.text())) {
      out.put("given", text(operand.given()));
    }
    return out.put("certainty", operand.certainty().name().toLowerCase(Locale.ROOT)).build();
  }

  private static JsonObject origin(Origin origin) {
    return JsonObject.builder()
        .put("field", text(origin.field()))
        .put("start", JsonNumber.of(origin.start()))
        .put("end", JsonNumber.of(origin.end()))
        .build();
  }

  private static JsonArray strings(List<String> texts) {
    var items = new ArrayList<JsonValue>(texts.size());
    for (var text : texts) {
      items.add(text(text));
    }
    return new JsonArray(items);
  }

  /** A text cut between the two halves of a character has no JSON form as it is. */
  private static JsonString text(String text) {
    return new JsonString(WellFormed.text(text));
  }
}
