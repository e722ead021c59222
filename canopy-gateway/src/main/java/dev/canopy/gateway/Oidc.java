package dev.canopy.gateway;

import dev.canopy.json.Json;
import dev.canopy.json.JsonArray;
import dev.canopy.json.JsonException;
import dev.canopy.json.JsonLimits;
import dev.canopy.json.JsonObject;
import dev.canopy.json.JsonString;
import dev.canopy.json.JsonValue;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Logs people in by OpenID Connect 1.0: the code flow with PKCE (RFC 7636), {@code state} and
 * {@code nonce}, each for one login of one browser, and the ID token held to what agents' tokens
 * are held to. Blocks. Safe for use by many threads.
 */
final class Oidc {
  static final String CALLBACK = "/session/oidc/callback";

  private static final Duration PATIENCE = Duration.ofMinutes(10);
  private static final int MAX_BYTES = 64 << 10;
  private static final int MAX_WAITING = 1_000;
  private static final int SECRET_BYTES = 32;

  private final OidcRules rules;
  private final InstantSource clock;
  private final Fetch fetch = new Fetch();
  private final SecureRandom random = new SecureRandom();
  private final URI authorization;
  private final URI token;
  private final TokenRules tokens;
  private final TokenKeySource keys;

  /** By the hash of {@code state}; guarded by itself. */
  private final Map<String, Waiting> waiting = new LinkedHashMap<>();

  private record Waiting(String browserHash, String nonce, String verifier, Instant until) {}

  /**
   * Reads the issuer's description (OpenID Connect Discovery 1.0) and keys.
   *
   * @throws GatewayException if it cannot be read, or is another's
   */
  Oidc(OidcRules rules, InstantSource clock) throws GatewayException {
    this.rules = rules;
    this.clock = clock;
    var description = discover();
    if (!description.string("issuer").orElse("").equals(rules.issuer().toString())) {
      throw failure("it names another issuer than `" + rules.issuer() + "`");
    }
    authorization = place(description, "authorization_endpoint");
    token = place(description, "token_endpoint");
    tokens =
        new TokenRules(
            rules.issuer().toString(),
            rules.clientId(),
            TokenRules.ALGORITHMS,
            place(description, "jwks_uri"),
            List.of(),
            List.of());
    keys = new TokenKeySource(tokens, clock);
  }

  /** Has the issuer's keys read again if it is time for that; does not wait for it. */
  void refresh() {
    keys.refresh();
  }

  /**
   * A login that has begun.
   *
   * @param location where the browser goes
   * @param browser what it keeps until it comes back, so that nobody else can finish its login
   */
  record Begun(String location, String browser) {}

  Begun begin() {
    var state = secret();
    var browser = secret();
    var nonce = secret();
    var verifier = secret();
    var now = clock.instant();
    synchronized (waiting) {
      waiting.values().removeIf(each -> !now.isBefore(each.until));
      if (waiting.size() >= MAX_WAITING) {
        var oldest = waiting.keySet().iterator();
        oldest.next();
        oldest.remove();
      }
      waiting.put(
          ApiKeys.hash(state),
          new Waiting(ApiKeys.hash(browser), nonce, verifier, now.plus(PATIENCE)));
    }
    var query =
        form(
            Map.of(
                "response_type",
                "code",
                "client_id",
                rules.clientId(),
                "redirect_uri",
                rules.redirect().toString(),
                "scope",
                "openid profile email",
                "state",
                state,
                "nonce",
                nonce,
                "code_challenge",
                challenge(verifier),
                "code_challenge_method",
                "S256"));
    var separator = authorization.getRawQuery() == null ? "?" : "&";
    return new Begun(authorization + separator + query, browser);
  }

  /** Why nobody is logged in. */
  static final class Refused extends Exception {
    private static final long serialVersionUID = 1L;

    Refused(String why) {
      super(why, null, false, false);
    }
  }

  /**
   * Who has come back.
   *
   * @param issuer what the answer says of its issuer (RFC 9207); null if nothing
   */
  Caller finish(String state, String code, @Nullable String issuer, @Nullable String browser)
      throws Refused {
    Waiting begun;
    synchronized (waiting) {
      begun = waiting.remove(ApiKeys.hash(state));
    }
    if (begun == null || !clock.instant().isBefore(begun.until)) {
      throw new Refused("this login was not begun here, is over, or took too long");
    }
    if (browser == null || !begun.browserHash.equals(ApiKeys.hash(browser))) {
      throw new Refused("this login was begun in another browser");
    }
    if (issuer != null && !issuer.equals(rules.issuer().toString())) {
      throw new Refused("the answer is from another issuer");
    }
    try {
      var idToken = Token.parse(redeem(code, begun.verifier));
      idToken.requireSignature(keys.keys());
      idToken.requireClaims(tokens, clock.instant());
      var claims = idToken.claims();
      if (!claims.string("nonce").orElse("").equals(begun.nonce)) {
        throw new Refused("the ID token is of another login");
      }
      if (claims.get("aud") instanceof JsonArray several
          && several.items().size() > 1
          && !claims.string("azp").orElse("").equals(rules.clientId())) {
        throw new Refused("the ID token was made for another");
      }
      return caller(idToken.subject(), claims);
    } catch (Token.Refused e) {
      throw new Refused("the ID token is not taken: " + e.getMessage());
    } catch (IOException e) {
      throw new Refused("the code is not taken: " + Texts.short1("" + e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Refused("the gateway is stopping");
    }
  }

  private Caller caller(String subject, JsonObject claims) throws Refused {
    var role = role(claims.get(rules.roleClaim()));
    if (role == null) {
      throw new Refused("`" + rules.roleClaim() + "` names no role that is known here");
    }
    // The subject says who it is for good; the name is for people to read.
    var name = claims.string("preferred_username").orElse("");
    var id = "oidc:" + HexFormat.of().formatHex(sha256(rules.issuer() + "\n" + subject), 0, 8);
    return People.caller(id, Users.isName(name) ? name : Texts.short1(subject), role);
  }

  private @Nullable Role role(@Nullable JsonValue claim) {
    Role found = null;
    for (var value : claim instanceof JsonArray array ? array.items() : claims(claim)) {
      if (value instanceof JsonString text) {
        var role = rules.roles().get(text.value());
        if (role != null && (found == null || role.compareTo(found) > 0)) {
          found = role;
        }
      }
    }
    return found;
  }

  private static List<JsonValue> claims(@Nullable JsonValue claim) {
    return claim == null ? List.of() : List.of(claim);
  }

  private String redeem(String code, String verifier)
      throws IOException, InterruptedException, Refused {
    var body = new LinkedHashMap<String, String>();
    body.put("grant_type", "authorization_code");
    body.put("code", code);
    body.put("redirect_uri", rules.redirect().toString());
    body.put("code_verifier", verifier);
    var request = Fetch.request(token).header("Content-Type", "application/x-www-form-urlencoded");
    if (rules.clientSecret().isEmpty()) {
      body.put("client_id", rules.clientId());
    } else { // RFC 6749, section 2.3.1
      var pair = encoded(rules.clientId()) + ":" + encoded(rules.clientSecret());
      request.header(
          "Authorization",
          "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.US_ASCII)));
    }
    var answer =
        object(fetch.ask(request.POST(BodyPublishers.ofString(form(body))).build(), MAX_BYTES));
    return answer.string("id_token").orElseThrow(() -> new Refused("there is no ID token"));
  }

  private JsonObject discover() throws GatewayException {
    var issuer = rules.issuer().toString();
    var base = issuer.endsWith("/") ? issuer.substring(0, issuer.length() - 1) : issuer;
    try {
      var place = URI.create(base + "/.well-known/openid-configuration");
      return object(fetch.ask(Fetch.request(place).build(), MAX_BYTES));
    } catch (IOException e) {
      throw failure(e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failure("interrupted");
    }
  }

  private static JsonObject object(byte[] bytes) throws IOException {
    try {
      if (Json.parse(bytes, new JsonLimits(MAX_BYTES, 16)) instanceof JsonObject object) {
        return object;
      }
      throw new IOException("it is no JSON object");
    } catch (JsonException e) {
      throw new IOException("it is no strict JSON: " + e.getMessage(), e);
    }
  }

  private URI place(JsonObject description, String name) throws GatewayException {
    try {
      var place = URI.create(description.string(name).orElse(""));
      if (Fetch.isPrivate(place)) {
        return place;
      }
    } catch (IllegalArgumentException e) {
      // as below
    }
    throw failure("its `" + name + "` is no https URL");
  }

  private GatewayException failure(String why) {
    return new GatewayException(
        "the issuer `" + rules.issuer() + "` cannot be used: " + Texts.short1(why));
  }

  private static String form(Map<String, String> members) {
    var out = new StringBuilder();
    members.forEach(
        (name, value) ->
            out.append(out.length() == 0 ? "" : "&")
                .append(name)
                .append('=')
                .append(encoded(value)));
    return out.toString();
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  /** RFC 7636, section 4.2. */
  private static String challenge(String verifier) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(sha256(verifier));
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private String secret() {
    var bytes = new byte[SECRET_BYTES];
    random.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
