package dev.canopy.gateway;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.RSAKey;
import dev.canopy.json.Json;
import dev.canopy.json.JsonException;
import dev.canopy.json.JsonNull;
import dev.canopy.json.JsonNumber;
import dev.canopy.json.JsonObject;
import dev.canopy.json.JsonString;
import dev.canopy.json.JsonValue;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.NullUnmarked;

/**
 * Makes tokens, right ones and such as no issuer makes; the members of a recipe are those of {@code
 * token} in testdata/http. Its keys: {@code ed}, {@code es}, {@code rs} are the issuer's; {@code
 * other-ed} and {@code other-es} are not; {@code es384} is of the set, but of another curve.
 */
@NullUnmarked // what is not there fails the test
final class TokenMint {
  static final String ISSUER = "https://issuer.example";
  static final String AUDIENCE = "canopy";

  final Map<String, KeyPair> keys = new TreeMap<>();

  TokenMint() {
    try {
      keys.put("ed", KeyPairGenerator.getInstance("Ed25519").generateKeyPair());
      keys.put("other-ed", KeyPairGenerator.getInstance("Ed25519").generateKeyPair());
      keys.put("es", curve("secp256r1"));
      keys.put("other-es", curve("secp256r1"));
      keys.put("es384", curve("secp384r1"));
      var rsa = KeyPairGenerator.getInstance("RSA");
      rsa.initialize(2048);
      keys.put("rs", rsa.generateKeyPair());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static KeyPair curve(String name) throws GeneralSecurityException {
    var generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec(name));
    return generator.generateKeyPair();
  }

  /** The rules that pin this issuer. */
  static TokenRules rules(java.net.URI keys, String... trusts) {
    return new TokenRules(
        ISSUER, AUDIENCE, Set.of("EdDSA", "ES256", "RS256"), keys, List.of("env"), List.of(trusts));
  }

  /** The public keys of these names as a JWK set. */
  String keySet(String... names) {
    var items = new ArrayList<String>();
    for (var name : names) {
      items.add(jwk(name, name));
    }
    return "{\"keys\":[" + String.join(",", items) + "]}";
  }

  String jwk(String name, String id) {
    var key = keys.get(name).getPublic();
    if (key instanceof RSAPublicKey rsa) {
      return new RSAKey.Builder(rsa).keyID(id).build().toJSONString();
    }
    if (key instanceof ECPublicKey ec) {
      var curve = ec.getParams().getOrder().bitLength() == 256 ? Curve.P_256 : Curve.P_384;
      return new ECKey.Builder(curve, ec).keyID(id).build().toJSONString();
    }
    return "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"kid\":\""
        + id
        + "\",\"x\":\""
        + base64(raw((EdECPublicKey) key))
        + "\"}";
  }

  /** RFC 8032, section 5.1.2. */
  private static byte[] raw(EdECPublicKey key) {
    var bytes = new byte[32];
    var y = key.getPoint().getY().toByteArray();
    for (var i = 0; i < y.length && i < 32; i++) {
      bytes[i] = y[y.length - 1 - i];
    }
    if (key.getPoint().isXOdd()) {
      bytes[31] |= (byte) 0x80;
    }
    return bytes;
  }

  /** A right token of this key, changed by the recipe. */
  String token(String recipe) {
    try {
      return token((JsonObject) Json.parse(recipe), Instant.now());
    } catch (JsonException e) {
      throw new IllegalArgumentException(e);
    }
  }

  String token(JsonObject recipe, Instant now) {
    var with = recipe.string("with").orElse("ed");
    var sign = recipe.string("sign").orElse(algorithm(with));
    var header =
        members(
            JsonObject.builder().put("alg", sign).put("kid", with).put("typ", "at+jwt").build(),
            recipe.get("header"),
            with,
            0);
    var claims =
        members(
            JsonObject.builder()
                .put("iss", ISSUER)
                .put("aud", AUDIENCE)
                .put("sub", "agent-7")
                .put("exp", now.getEpochSecond() + 300)
                .put("iat", now.getEpochSecond())
                .build(),
            recipe.get("claims"),
            with,
            now.getEpochSecond());
    var head = recipe.string("rawHeader").orElse(Json.write(header));
    var body =
        recipe
            .string("rawClaims")
            .map(raw -> raw.replace("{exp}", Long.toString(now.getEpochSecond() + 300)))
            .orElse(Json.write(claims));
    var signed = base64(utf8(head)) + "." + base64(utf8(body));
    var signature = base64(sign(sign, with, utf8(signed)));
    var token = signed + "." + signature;
    return switch (recipe.string("edit").orElse("")) {
      case "" -> token;
      case "no signature" -> signed + ".";
      case "two parts" -> signed;
      case "four parts" -> token + "." + signature;
      case "five parts" -> token + ".e30.e30";
      case "padded" -> token + "=";
      case "plain base64" -> signed + "." + plain(sign(sign, with, utf8(signed)));
      case "unused bits" -> token.substring(0, token.length() - 1) + next(token);
      case "other claims" ->
          base64(utf8(head)) + "." + base64(utf8(other(claims))) + "." + signature;
      case "signature of zeros" -> signed + "." + base64(new byte[64]);
      case "der signature" -> signed + "." + base64(sign("ES256/DER", with, utf8(signed)));
      case "S beyond the order" -> signed + "." + base64(beyond(sign(sign, with, utf8(signed))));
      case "nested" -> nest(token, with);
      case "upper case" -> token.toUpperCase(java.util.Locale.ROOT);
      default -> throw new IllegalArgumentException(recipe.toString());
    };
  }

  private String nest(String token, String with) {
    var signed =
        base64(
                utf8(
                    "{\"alg\":\""
                        + algorithm(with)
                        + "\",\"kid\":\""
                        + with
                        + "\",\"cty\":\"JWT\"}"))
            + "."
            + base64(utf8(token));
    return signed + "." + base64(sign(algorithm(with), with, utf8(signed)));
  }

  /** Ed25519 with S + L in the place of S: the same equation, another text (RFC 8032, 8.4). */
  private static byte[] beyond(byte[] signature) {
    var order =
        BigInteger.TWO.pow(252).add(new BigInteger("27742317777372353535851937790883648493"));
    var little = Arrays.copyOfRange(signature, 32, 64);
    var value = new BigInteger(1, reversed(little)).add(order).toByteArray();
    var out = Arrays.copyOf(signature, 64);
    Arrays.fill(out, 32, 64, (byte) 0);
    for (var i = 0; i < value.length && i < 32; i++) {
      out[32 + i] = value[value.length - 1 - i];
    }
    return out;
  }

  private static byte[] reversed(byte[] bytes) {
    var out = new byte[bytes.length];
    for (var i = 0; i < bytes.length; i++) {
      out[i] = bytes[bytes.length - 1 - i];
    }
    return out;
  }

  /** 64 bytes end in a character of which four bits are unused. */
  private static char next(String token) {
    var alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    return alphabet.charAt(alphabet.indexOf(token.charAt(token.length() - 1)) + 1);
  }

  private static String other(JsonObject claims) {
    return Json.write(claims).replace("agent-7", "agent-8");
  }

  /** Times are seconds from now; {@code {"jwk": true}} is the key itself; null takes away. */
  private JsonObject members(JsonObject given, JsonValue changes, String with, long now) {
    var out = JsonObject.builder();
    var more = changes instanceof JsonObject object ? object : JsonObject.EMPTY;
    for (var name : given.names()) {
      if (more.get(name) == null) {
        out.put(name, given.get(name));
      }
    }
    for (var name : more.names()) {
      var value = more.get(name);
      var isTime = Set.of("exp", "nbf", "iat").contains(name);
      if (isTime && value instanceof JsonNumber number) {
        out.put(name, JsonNumber.of(now + (long) number.value()));
      } else if (name.equals("jwk") && value instanceof JsonString key) {
        out.put(name, parse(jwk(key.value(), with)));
      } else if (value != JsonNull.NULL) {
        out.put(name, value);
      }
    }
    return out.build();
  }

  private static JsonValue parse(String text) {
    try {
      return Json.parse(text);
    } catch (JsonException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static String algorithm(String key) {
    return switch (key) {
      case "es", "other-es" -> "ES256";
      case "es384" -> "ES384";
      case "rs" -> "RS256";
      default -> "EdDSA";
    };
  }

  private byte[] sign(String algorithm, String with, byte[] message) {
    try {
      if (algorithm.startsWith("HS")) { // RFC 8725, section 2.1: the public key as a secret
        var mac = Mac.getInstance("HmacSHA" + algorithm.substring(2));
        mac.init(new SecretKeySpec(keys.get(with).getPublic().getEncoded(), "HMAC"));
        return mac.doFinal(message);
      }
      if (algorithm.equalsIgnoreCase("none")) {
        return new byte[0];
      }
      var name =
          switch (algorithm) {
            case "ES256" -> "SHA256withECDSAinP1363Format";
            case "ES256/DER" -> "SHA256withECDSA";
            case "ES384" -> "SHA384withECDSAinP1363Format";
            case "RS256" -> "SHA256withRSA";
            case "RS512" -> "SHA512withRSA";
            case "PS256" -> "RSASSA-PSS";
            default -> "Ed25519";
          };
      var signature = Signature.getInstance(name);
      if (algorithm.equals("PS256")) {
        signature.setParameter(
            new java.security.spec.PSSParameterSpec(
                "SHA-256", "MGF1", java.security.spec.MGF1ParameterSpec.SHA256, 32, 1));
      }
      signature.initSign(keys.get(with).getPrivate());
      signature.update(message);
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(algorithm + " with " + with, e);
    }
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** With + and / where base64url has - and _. */
  private static String plain(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
