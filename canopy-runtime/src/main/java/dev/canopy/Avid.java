package dev.canopy;

import dev.canopy.json.Json;
import dev.canopy.json.JsonObject;
import dev.canopy.json.JsonString;
import dev.canopy.json.JsonValue;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Who asks: {@code AVID-} and 64 lower-case hex digits.
 *
 * <p>It depends on the members of {@code agent_ctx} that say who the agent is and on nothing else,
 * so that it is the same for every call of one agent. An {@code avid} that the caller states is
 * taken as it is: nothing here proves either.
 */
public final class Avid {
  /** The members that say who an agent is. */
  private static final String[] IDENTITY = {"public_key", "created_at", "agent_id", "agent_name"};

  private static final String PREFIX = "AVID-";
  private static final int HEX_DIGITS = 64;
  private static final String DOMAIN = "canopy-avid-v1";

  /**
   * The agent of which nothing is known. Written out, because the first SHA-256 of a process costs
   * more than a decision; a test derives it.
   */
  static final String ANONYMOUS =
      "AVID-f0c9b08c8237d1db6fd909fab54e6697add2c97b3a43504b912c7228ec1b9930";

  /** The agent that asked last: mostly the one that asks next. */
  private static volatile Known last =
      new Known(new @Nullable JsonValue[IDENTITY.length], ANONYMOUS);

  private static final class Known {
    private final @Nullable JsonValue[] identity;
    private final String avid;

    Known(@Nullable JsonValue[] identity, String avid) {
      this.identity = identity;
      this.avid = avid;
    }

    boolean is(JsonObject context) {
      for (var i = 0; i < IDENTITY.length; i++) {
        if (!Objects.equals(context.get(IDENTITY[i]), identity[i])) {
          return false;
        }
      }
      return true;
    }
  }

  private Avid() {}

  /** The agent's id, or null if it states one that cannot be. */
  static @Nullable String of(JsonObject context) {
    var stated = context.get("avid");
    if (stated == null) {
      return derived(context);
    }
    return stated instanceof JsonString s && isWellFormed(s.value()) ? s.value() : null;
  }

  /** The id that follows from who the agent says it is. */
  public static String derived(JsonObject context) {
    var known = last;
    if (known.is(context)) {
      return known.avid;
    }
    var identity = new @Nullable JsonValue[IDENTITY.length];
    var said = JsonObject.builder();
    for (var i = 0; i < IDENTITY.length; i++) {
      var value = context.get(IDENTITY[i]);
      if (value != null) {
        identity[i] = value;
        said.put(IDENTITY[i], value);
      }
    }
    var avid = derive(said.build());
    last = new Known(identity, avid);
    return avid;
  }

  static String derive(JsonObject identity) {
    return PREFIX + Sha256.hex(DOMAIN, Json.canonical(identity));
  }

  static boolean isWellFormed(String avid) {
    if (avid.length() != PREFIX.length() + HEX_DIGITS || !avid.startsWith(PREFIX)) {
      return false;
    }
    for (var i = PREFIX.length(); i < avid.length(); i++) {
      var c = avid.charAt(i);
      if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
        return false;
      }
    }
    return true;
  }
}
