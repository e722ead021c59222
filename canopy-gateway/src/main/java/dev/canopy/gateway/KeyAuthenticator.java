package dev.canopy.gateway;

import dev.canopy.Avid;
import dev.canopy.json.JsonObject;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Callers with an API key, given as {@code Authorization: Bearer …}. Looks the key up by its hash,
 * so that how long that takes says nothing about any key.
 */
final class KeyAuthenticator implements Authenticator {
  private static final String SCHEME = "bearer ";

  private final PrivateFile file;
  private final ApiKeys keys;
  private final InstantSource clock;
  private final JsonObject facts;
  private volatile Map<String, Entry> byHash;

  /** Never false again: revoking the last key, or deleting the file, opens nothing. */
  private volatile boolean configured;

  /** What the file looked like when it was read; only {@link #refresh} uses it. */
  private String seen;

  private record Entry(ApiKey key, Caller caller) {}

  /**
   * Reads the keys.
   *
   * @param facts what is so for every caller
   */
  KeyAuthenticator(Path file, InstantSource clock, JsonObject facts) throws GatewayException {
    this.file = new PrivateFile(file, "keys");
    this.keys = new ApiKeys(file, clock);
    this.clock = clock;
    this.facts = facts;
    this.seen = this.file.look();
    this.byHash = load();
    this.configured = !seen.isEmpty();
  }

  @Override
  public @Nullable Caller identify(@Nullable String authorization) {
    if (authorization == null
        || !authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      return null;
    }
    var secret = authorization.substring(SCHEME.length()).strip();
    if (!secret.startsWith(ApiKeys.PREFIX)) {
      return null;
    }
    var entry = byHash.get(ApiKeys.hash(secret));
    return entry == null || entry.key.isExpired(clock.instant()) ? null : entry.caller;
  }

  @Override
  public boolean isConfigured() {
    return configured;
  }

  /**
   * Reads the keys again if the file has changed. Blocks; one thread at a time.
   *
   * @throws GatewayException if it cannot be read; the keys that were read before stay
   */
  void refresh() throws GatewayException {
    var now = file.look();
    if (!now.equals(seen)) {
      byHash = load();
      seen = now;
      configured = true;
    }
  }

  private Map<String, Entry> load() throws GatewayException {
    var loaded = new HashMap<String, Entry>();
    for (var key : keys.list()) {
      loaded.put(key.hash(), new Entry(key, caller(key)));
    }
    return Map.copyOf(loaded);
  }

  private Caller caller(ApiKey key) {
    var known = JsonObject.builder();
    for (var i = 0; i < facts.size(); i++) {
      if (key.facts().get(facts.nameAt(i)) == null) {
        known.put(facts.nameAt(i), facts.valueAt(i));
      }
    }
    for (var i = 0; i < key.facts().size(); i++) {
      known.put(key.facts().nameAt(i), key.facts().valueAt(i));
    }
    if (key.facts().get("avid") == null) {
      // The key is who the agent is, whatever it is called.
      known.put(
          "avid",
          Avid.derived(JsonObject.builder().put("public_key", "canopy-key:" + key.id()).build()));
    }
    return new Caller(
        "key:" + key.id(), key.name(), key.role(), known.build(), Set.copyOf(key.trusts()));
  }
}
