package dev.canopy;

import dev.canopy.effects.Effect;
import dev.canopy.effects.Operand;
import dev.canopy.effects.SecretMask;
import dev.canopy.json.JsonArray;
import dev.canopy.json.JsonBytes;
import dev.canopy.json.JsonObject;
import dev.canopy.json.JsonString;
import dev.canopy.json.JsonValue;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a decision was made about, as the value {@code judged} beside the log: digests of the exact
 * payload and effects, what an approval knows its action by, and what the effects act on, by which
 * entries can be found. All of it repeats the payload, so all of it can be erased with it.
 */
final class Judged {
  static final String NAME = "judged";
  static final String PAYLOAD_DIGEST = "payload_digest";
  static final String EFFECT_DIGEST = "effect_digest";

  /** What an approval is for: {@link Bound#digest}. */
  static final String ACTION_DIGEST = "action_digest";

  private static final int MAX_EFFECTS = 32;
  private static final int MAX_WHAT = 256;
  private static final ThreadLocal<JsonBytes> BUFFER =
      ThreadLocal.withInitial(JsonBytes::canonical);

  private Judged() {}

  /**
   * The value.
   *
   * @param whats false to leave out what the effects act on
   * @param bound what an approval of it is for; null if there is none to give
   */
  static JsonObject of(
      JsonValue payload, List<Effect> effects, boolean whats, @Nullable Bound bound) {
    var out = JsonObject.builder();
    out.put(PAYLOAD_DIGEST, payloadDigest(payload)).put(EFFECT_DIGEST, EffectDigest.of(effects));
    if (bound != null) {
      out.put(ACTION_DIGEST, bound.digest());
    }
    if (whats) {
      out.put("effects", effects(effects));
      if (bound != null) {
        bound.describe(out);
      }
    }
    return out.build();
  }

  /** {@code sha256:} and the SHA-256 of the payload's RFC 8785 form in lower-case hex. */
  static String payloadDigest(JsonValue payload) {
    var bytes = BUFFER.get();
    bytes.clear();
    bytes.value(payload);
    var digest = Sha256.start();
    digest.update(bytes.buffer(), 0, bytes.size());
    return "sha256:" + Sha256.hex(digest);
  }

  /**
   * {@code {"kind", "what"}} for the first effects, each once; with {@code certainty} if {@code
   * what} is a file that is not known exactly.
   */
  private static JsonArray effects(List<Effect> effects) {
    var items = new LinkedHashSet<JsonValue>();
    for (var effect : effects) {
      if (items.size() == MAX_EFFECTS) {
        break;
      }
      var what = WellFormed.bounded(SecretMask.text(what(effect)), MAX_WHAT);
      var item = JsonObject.builder().put("kind", effect.kind()).put("what", new JsonString(what));
      var file = file(effect);
      if (file != null && !file.isExact()) {
        item.put("certainty", file.certainty().name().toLowerCase(Locale.ROOT));
      }
      items.add(item.build());
    }
    return new JsonArray(new ArrayList<>(items));
  }

  /** The file that an effect acts on; null if it acts on something else. */
  private static @Nullable Operand file(Effect effect) {
    if (effect instanceof Effect.Reads e) {
      return e.path();
    } else if (effect instanceof Effect.Writes e) {
      return e.path();
    } else if (effect instanceof Effect.Deletes e) {
      return e.path();
    }
    return effect instanceof Effect.Persists e ? e.place() : null;
  }

  /** What an effect acts on, in a word. */
  private static String what(Effect effect) {
    if (effect instanceof Effect.Runs e) {
      return e.program().text();
    } else if (effect instanceof Effect.Reads e) {
      return e.path().text();
    } else if (effect instanceof Effect.Writes e) {
      return e.path().text();
    } else if (effect instanceof Effect.Deletes e) {
      return e.path().text();
    } else if (effect instanceof Effect.Connects e) {
      return e.port() == 0 ? e.host().text() : e.host().text() + ":" + e.port();
    } else if (effect instanceof Effect.RunsRemoteCode e) {
      return e.source().text();
    } else if (effect instanceof Effect.Installs e) {
      return e.name().text();
    } else if (effect instanceof Effect.Escalates e) {
      return e.how();
    } else if (effect instanceof Effect.Persists e) {
      return e.place().text();
    } else if (effect instanceof Effect.ChangesSystem e) {
      return e.what().text();
    } else if (effect instanceof Effect.Destroys e) {
      return e.what().text();
    } else if (effect instanceof Effect.Changes e) {
      return e.what().text();
    } else if (effect instanceof Effect.ReadsSecret e) {
      return e.what().text();
    } else if (effect instanceof Effect.Sends e) {
      return e.destination().text();
    } else if (effect instanceof Effect.PoisonsEnvironment e) {
      return e.variable();
    } else if (effect instanceof Effect.Spends e) {
      return EffectJson.decimal(e.amount()) + " " + e.currency();
    } else if (effect instanceof Effect.CallsTool e) {
      return e.server() + "/" + e.tool();
    } else if (effect instanceof Effect.Unresolved e) {
      return e.reason();
    }
    throw new AssertionError("an effect that acts on nothing: " + effect.kind());
  }
}
