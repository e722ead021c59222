package dev.canopy.gateway;

import dev.canopy.Avid;
import dev.canopy.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Agents with a JSON Web Token of a pinned issuer, given as {@code Authorization: Bearer …}. A
 * token that proved its caller is remembered by its hash until it expires or the keys are read
 * again, so that the signature is checked once.
 */
final class TokenAuthenticator implements Authenticator {
  private static final String SCHEME = "bearer ";

  /** Tokens that are remembered; when there are more, all are forgotten. */
  private static final int MAX_REMEMBERED = 10_000;

  private final TokenRules rules;
  private final TokenKeySource source;
  private final InstantSource clock;
  private final JsonObject facts;
  private final ConcurrentHashMap<String, Proven> remembered = new ConcurrentHashMap<>();

  private record Proven(Caller caller, Instant end, TokenKeys keys) {}

  /**
   * Reads the keys. Blocks.
   *
   * @param facts what is so for every caller
   */
  TokenAuthenticator(TokenRules rules, InstantSource clock, JsonObject facts)
      throws GatewayException {
    this.rules = rules;
    this.source = new TokenKeySource(rules, clock);
    this.clock = clock;
    this.facts = facts;
  }

  @Override
  public @Nullable Caller identify(@Nullable String authorization) {
    if (authorization == null
        || !authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      return null;
    }
    var text = authorization.substring(SCHEME.length()).strip();
    if (text.length() > Token.MAX_CHARACTERS || text.indexOf('.') < 0) {
      return null; // an API key has no dot
    }
    var hash = ApiKeys.hash(text);
    var keys = source.keys();
    var known = remembered.get(hash);
    if (known != null && known.keys.equals(keys)) { // read again: is the key still there?
      if (clock.instant().isBefore(known.end)) {
        return known.caller;
      }
      remembered.remove(hash);
    }
    try {
      var proven = prove(Token.parse(text), keys);
      if (remembered.size() >= MAX_REMEMBERED) {
        remembered.clear();
      }
      remembered.put(hash, proven);
      return proven.caller;
    } catch (Token.Refused e) {
      System.getLogger(TokenAuthenticator.class.getName())
          .log(System.Logger.Level.DEBUG, () -> "a token proves nothing: " + e.getMessage());
      return null;
    }
  }

  private Proven prove(Token token, TokenKeys keys) throws Token.Refused {
    if (!keys.byId().containsKey(token.keyId())) {
      source.missed();
    }
    token.requireSignature(keys);
    token.requireClaims(rules, clock.instant());
    return new Proven(caller(token), token.end(), keys);
  }

  private Caller caller(Token token) throws Token.Refused {
    var subject = token.subject();
    var known = JsonObject.builder();
    for (var name : rules.claims()) {
      var value = token.claims().get(name);
      if (value != null) {
        known.put(name, value);
      }
    }
    for (var i = 0; i < facts.size(); i++) {
      if (!rules.claims().contains(facts.nameAt(i))
          || token.claims().get(facts.nameAt(i)) == null) {
        known.put(facts.nameAt(i), facts.valueAt(i));
      }
    }
    if (facts.get("avid") == null) {
      // Who the issuer says it is, whatever the agent is called.
      known.put(
          "avid",
          Avid.derived(
              JsonObject.builder()
                  .put("public_key", "canopy-jwt:" + rules.issuer() + "\n" + subject)
                  .build()));
    }
    return new Caller(
        "jwt:" + digest(rules.issuer() + "\n" + subject),
        subject,
        Role.AGENT,
        known.build(),
        Set.copyOf(rules.trusts()));
  }

  private static String digest(String text) {
    try {
      var sha256 = MessageDigest.getInstance("SHA-256");
      var bytes = sha256.digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(bytes, 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  @Override
  public boolean isConfigured() {
    return true;
  }

  /** Has the keys read again if it is time for that; does not wait for it. */
  void refresh() {
    source.refresh();
  }
}
