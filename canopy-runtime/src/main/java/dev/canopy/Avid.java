package dev.canopy;

import dev.canopy.json.Json;
import dev.canopy.json.JsonObject;
import dev.canopy.json.JsonString;
import org.jspecify.annotations.Nullable;

/**
 * Who asks: {@code AVID-} and 64 lower-case hex digits.
 *
 * <p>It depends on the members of {@code agent_ctx} that say who the agent is and on nothing else,
 * so that it is the same for every call of one agent. An {@code avid} that the caller states is
 * taken as it is: nothing here proves either.
 */
final class Avid {
  /** The members that say who an agent is. */
  private static final String[] IDENTITY = {"public_key", "created_at", "agent_id", "agent_name"};

  private static final String PREFIX = "AVID-";
  private static final int HEX_DIGITS = 64;
  private static final String DOMAIN = "canopy-avid-v1";

  /** The agent of which nothing is known. */
  static final String ANONYMOUS = derive(JsonObject.EMPTY);

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
  static String derived(JsonObject context) {
    JsonObject.Builder identity = null;
    for (var name : IDENTITY) {
      var value = context.get(name);
      if (value != null) {
        identity = identity == null ? JsonObject.builder() : identity;
        identity.put(name, value);
      }
    }
    return identity == null ? ANONYMOUS : derive(identity.build());
  }

  private static String derive(JsonObject identity) {
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
