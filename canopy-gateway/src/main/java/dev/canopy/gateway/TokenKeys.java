package dev.canopy.gateway;

import com.nimbusds.jose.jwk.JWKSet;
import dev.canopy.json.Json;
import dev.canopy.json.JsonException;
import dev.canopy.json.JsonLimits;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * An issuer's keys by their ids: a JWK set (RFC 7517) as it was read. Immutable.
 *
 * @param byId only keys that have an id and are for an algorithm that counts
 */
record TokenKeys(Map<String, TokenKey> byId) {
  /** An issuer has a handful. */
  static final int MAX_BYTES = 256 << 10;

  private static final int MAX_KEYS = 100;
  private static final int MAX_ID = 256;

  TokenKeys {
    byId = Map.copyOf(byId);
  }

  /**
   * Reads a set. Keys of other kinds, for other algorithms or without an id are left out.
   *
   * @throws GatewayException if it is no set, holds no key that counts, a private key, or two keys
   *     of one id
   */
  static TokenKeys parse(byte[] text, Set<String> algorithms) throws GatewayException {
    try {
      // One reading of the text: what names a member twice is refused, whichever of the two counts.
      var json = Json.parse(text, new JsonLimits(MAX_BYTES, 8));
      var set = JWKSet.parse(new String(Json.canonical(json), StandardCharsets.UTF_8));
      if (set.getKeys().size() > MAX_KEYS) {
        throw new GatewayException("a key set has at most " + MAX_KEYS + " keys");
      }
      var byId = new HashMap<String, TokenKey>();
      for (var jwk : set.getKeys()) {
        if (jwk.isPrivate()) {
          throw new GatewayException("a key set for checking holds no private or secret key");
        }
        var id = jwk.getKeyID();
        if (id == null || id.isEmpty() || id.length() > MAX_ID) {
          continue;
        }
        var key = TokenKey.of(jwk);
        if (key.isPresent()
            && algorithms.contains(key.get().algorithm())
            && byId.put(id, key.get()) != null) {
          throw new GatewayException("two keys have the id " + Texts.name(id));
        }
      }
      if (byId.isEmpty()) {
        throw new GatewayException(
            "no key has an id and is for "
                + String.join(", ", new java.util.TreeSet<>(algorithms)));
      }
      return new TokenKeys(byId);
    } catch (JsonException | ParseException e) {
      throw new GatewayException("this is no JWK set: " + Texts.short1("" + e.getMessage()), e);
    }
  }
}
