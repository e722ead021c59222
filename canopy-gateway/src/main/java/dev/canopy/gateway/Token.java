package dev.canopy.gateway;

import dev.canopy.json.Json;
import dev.canopy.json.JsonArray;
import dev.canopy.json.JsonException;
import dev.canopy.json.JsonLimits;
import dev.canopy.json.JsonNumber;
import dev.canopy.json.JsonObject;
import dev.canopy.json.JsonString;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Locale;
import java.util.Set;

/**
 * A JSON Web Token in the compact form of a JWS (RFC 7515, section 3.1), read strictly: one text
 * has one meaning. Everything that it says of itself about keys ({@code jku}, {@code jwk}, {@code
 * x5u}, {@code x5c}) is left unread. Immutable.
 */
final class Token {
  /** What a header field may hold beside the other headers. */
  static final int MAX_CHARACTERS = 8192;

  /** How far the issuer's clock may be from ours. */
  static final Duration SKEW = Duration.ofSeconds(60);

  /** Of a stolen token there is an end. */
  static final Duration LONGEST = Duration.ofHours(24);

  private static final JsonLimits LIMITS = new JsonLimits(MAX_CHARACTERS, 8);
  private static final Set<String> TYPES =
      Set.of("jwt", "at+jwt", "application/jwt", "application/at+jwt");

  private final String algorithm;
  private final String keyId;
  private final byte[] signed;
  private final byte[] signature;
  private final JsonObject claims;

  private Token(
      String algorithm, String keyId, byte[] signed, byte[] signature, JsonObject claims) {
    this.algorithm = algorithm;
    this.keyId = keyId;
    this.signed = signed;
    this.signature = signature;
    this.claims = claims;
  }

  /** The key that its header names. */
  String keyId() {
    return keyId;
  }

  JsonObject claims() {
    return claims;
  }

  /** Returns if a key that counts has signed it. */
  void requireSignature(TokenKeys keys) throws Refused {
    var key = keys.byId().get(keyId);
    if (key == null) {
      throw new Refused("its key is not known");
    }
    if (!algorithm.equals(key.algorithm())) {
      throw new Refused("its algorithm is not that of its key");
    }
    if (!key.isSigned(signed, signature)) {
      throw new Refused("its signature is not that of its key");
    }
  }

  /** Why a token proves nothing. Not told to the caller. */
  static final class Refused extends Exception {
    private static final long serialVersionUID = 1L;

    Refused(String why) {
      super(why, null, false, false);
    }
  }

  /** Reads a token; whether it is signed is not looked at yet. */
  static Token parse(String text) throws Refused {
    if (text.length() > MAX_CHARACTERS) {
      throw new Refused("it is longer than " + MAX_CHARACTERS + " characters");
    }
    var first = text.indexOf('.');
    var second = text.indexOf('.', first + 1);
    if (first < 0 || second < 0 || text.indexOf('.', second + 1) >= 0) {
      throw new Refused("it does not have three parts");
    }
    var header = object(text.substring(0, first));
    var typ = header.get("typ");
    if (typ != null
        && !(typ instanceof JsonString t && TYPES.contains(t.value().toLowerCase(Locale.ROOT)))) {
      throw new Refused("its type is another");
    }
    for (var name : new String[] {"crit", "cty", "enc", "zip", "b64"}) {
      if (header.get(name) != null) {
        throw new Refused("its header has `" + name + "`");
      }
    }
    return new Token(
        text(header, "alg", 16),
        text(header, "kid", 256),
        text.substring(0, second).getBytes(StandardCharsets.US_ASCII),
        bytes(text.substring(second + 1)),
        object(text.substring(first + 1, second)));
  }

  /** Returns if the claims are what the rules demand, at this time. */
  void requireClaims(TokenRules rules, Instant now) throws Refused {
    if (!text(claims, "iss", 1024).equals(rules.issuer())) {
      throw new Refused("its issuer is another");
    }
    if (!isFor(rules.audience())) {
      throw new Refused("it is for another audience");
    }
    var expires = time("exp");
    if (!now.isBefore(expires.plus(SKEW))) {
      throw new Refused("it has expired");
    }
    if (expires.isAfter(now.plus(LONGEST).plus(SKEW))) {
      throw new Refused("it is good for longer than " + LONGEST);
    }
    for (var name : new String[] {"nbf", "iat"}) {
      if (claims.get(name) != null && time(name).isAfter(now.plus(SKEW))) {
        throw new Refused("it is from the future");
      }
    }
    subject();
  }

  /** Who it is about: one line of at most 256 characters. */
  String subject() throws Refused {
    var subject = text(claims, "sub", 256);
    for (var i = 0; i < subject.length(); i++) {
      if (Character.isISOControl(subject.charAt(i)) || Character.isSurrogate(subject.charAt(i))) {
        throw new Refused("its subject is no line of text");
      }
    }
    return subject;
  }

  /** From when on it is worth nothing, however the clocks stand. */
  Instant end() throws Refused {
    return time("exp").plus(SKEW);
  }

  private boolean isFor(String audience) {
    var aud = claims.get("aud");
    if (aud instanceof JsonString one) {
      return one.value().equals(audience);
    }
    return aud instanceof JsonArray several
        && several.items().stream()
            .anyMatch(item -> item instanceof JsonString s && s.value().equals(audience));
  }

  /** A NumericDate (RFC 7519, section 2): seconds, perhaps with a fraction. */
  private Instant time(String name) throws Refused {
    if (claims.get(name) instanceof JsonNumber number) {
      var seconds = number.value();
      if (seconds >= 0 && seconds < 1e11) { // the year 5138
        return Instant.ofEpochSecond((long) seconds);
      }
    }
    throw new Refused("its `" + name + "` is no time");
  }

  private static String text(JsonObject object, String name, int limit) throws Refused {
    if (object.get(name) instanceof JsonString text
        && !text.value().isBlank()
        && text.value().length() <= limit) {
      return text.value();
    }
    throw new Refused("its `" + name + "` is no text, empty, or too long");
  }

  private static JsonObject object(String part) throws Refused {
    try {
      if (Json.parse(bytes(part), LIMITS) instanceof JsonObject object) {
        return object;
      }
      throw new Refused("a part is no object");
    } catch (JsonException e) {
      throw new Refused("a part is no strict JSON");
    }
  }

  /** Base64url without padding, in its only form: no character is left over, no bit unused. */
  private static byte[] bytes(String part) throws Refused {
    try {
      var bytes = Base64.getUrlDecoder().decode(part);
      if (Base64.getUrlEncoder().withoutPadding().encodeToString(bytes).equals(part)) {
        return bytes;
      }
    } catch (IllegalArgumentException e) {
      // as below
    }
    throw new Refused("a part is not base64url");
  }
}
