package dev.canopy.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.canopy.json.Json;
import dev.canopy.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** People who log in by another service: a tiny one, in the test. */
@NullUnmarked // what is not there fails the test
final class OidcTest {
  private static final String SECRET = "s+cret/of=client";
  private static TokenMint mint;

  @TempDir Path directory;
  private final AtomicReference<Instant> now = new AtomicReference<>(Instant.now());
  private HttpServer server;
  private String issuer;

  /** What the issuer knows of the login under way. */
  private volatile Map<String, String> asked = Map.of();

  /** What makes its ID token another than the right one; see {@link TokenMint}. */
  private volatile String recipe = "{}";

  private volatile JsonObject description;

  @BeforeAll
  static void makeKeys() {
    mint = new TokenMint();
  }

  @BeforeEach
  void startIssuer() throws Exception {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    issuer = "http://127.0.0.1:" + server.getAddress().getPort();
    description =
        JsonObject.builder()
            .put("issuer", issuer)
            .put("authorization_endpoint", issuer + "/authorize")
            .put("token_endpoint", issuer + "/token")
            .put("jwks_uri", issuer + "/keys")
            .build();
    server.createContext(
        "/.well-known/openid-configuration",
        exchange -> answer(exchange, 200, Json.write(description)));
    server.createContext("/keys", exchange -> answer(exchange, 200, mint.keySet("ed", "es")));
    server.createContext("/token", this::token);
    server.start();
  }

  @AfterEach
  void stopIssuer() {
    server.stop(0);
  }

  private static void answer(HttpExchange exchange, int status, String text) throws IOException {
    var bytes = text.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  /** Gives an ID token for the code, if the one who asks is the one who began (RFC 7636, 4.6). */
  private void token(HttpExchange exchange) throws IOException {
    var form =
        members(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
    var pair = "canopy-gateway:" + java.net.URLEncoder.encode(SECRET, StandardCharsets.UTF_8);
    var basic =
        "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.US_ASCII));
    var isRight =
        exchange.getRequestMethod().equals("POST")
            && basic.equals(exchange.getRequestHeaders().getFirst("Authorization"))
            && "authorization_code".equals(form.get("grant_type"))
            && "the code+".equals(form.get("code"))
            && asked.get("redirect_uri").equals(form.get("redirect_uri"))
            && asked.get("code_challenge").equals(sha256(form.get("code_verifier")));
    if (!isRight) {
      answer(exchange, 400, "{\"error\":\"invalid_grant\"}");
      return;
    }
    var usual =
        "{\"claims\":{\"iss\":\""
            + issuer
            + "\",\"aud\":\"canopy-gateway\",\"sub\":\"u-1\",\"preferred_username\":\"ann\","
            + "\"groups\":[\"staff\",\"canopy-approvers\"],\"nonce\":\""
            + asked.get("nonce")
            + "\"}}";
    answer(exchange, 200, "{\"id_token\":\"" + mint.token(merged(usual), now.get()) + "\"}");
  }

  private JsonObject merged(String usual) {
    try {
      var base = (JsonObject) Json.parse(usual);
      var more = (JsonObject) Json.parse(recipe);
      var claims = new HashMap<String, dev.canopy.json.JsonValue>();
      for (var from : new JsonObject[] {base, more}) {
        if (from.get("claims") instanceof JsonObject object) {
          object.names().forEach(name -> claims.put(name, object.get(name)));
        }
      }
      var all = JsonObject.builder();
      claims.forEach(all::put);
      var out = JsonObject.builder().put("claims", all.build());
      more.names().stream()
          .filter(name -> !name.equals("claims"))
          .forEach(name -> out.put(name, more.get(name)));
      return out.build();
    } catch (dev.canopy.json.JsonException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String sha256(String text) {
    try {
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(
              MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (java.security.GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Map<String, String> members(String form) {
    var out = new HashMap<String, String>();
    for (var pair : form.split("&", -1)) {
      var equals = pair.indexOf('=');
      out.put(
          pair.substring(0, equals),
          URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
    }
    return out;
  }

  private OidcRules rules() {
    return new OidcRules(
        URI.create(issuer),
        "canopy-gateway",
        SECRET,
        URI.create("http://localhost:8010/session/oidc/callback"),
        "groups",
        Map.of("canopy-approvers", Role.APPROVER, "canopy-agents", Role.AGENT));
  }

  private TestGateway gateway() {
    return new TestGateway(
        directory,
        options ->
            options.usersFile(directory.resolve("users.json")).oidc(rules()).clock(now::get));
  }

  /** Begins a login; gives the browser's cookie. */
  private String begin(TestGateway gateway) {
    var answer = gateway.ask(Wire.get("/session/oidc"));
    assertThat(answer.status()).isEqualTo(303);
    var location = answer.headers().get("location");
    assertThat(location).startsWith(issuer + "/authorize?");
    asked = members(location.substring(location.indexOf('?') + 1));
    var set = answer.headers().get("set-cookie");
    assertThat(set).contains("HttpOnly", "SameSite=Lax", "Path=/session/oidc");
    return "Cookie: " + set.substring(0, set.indexOf(';'));
  }

  private Wire.Answer finish(TestGateway gateway, String more, String... headers) {
    return gateway.ask(
        Wire.get(
            "/session/oidc/callback?code=the+code%2B&state=" + asked.get("state") + more, headers));
  }

  private static void requireRefused(Wire.Answer answer) {
    assertThat(answer.status()).isEqualTo(303);
    assertThat(answer.headers()).containsEntry("location", "/login#refused");
    assertThat(answer.headers()).doesNotContainKey("set-cookie");
  }

  @Test
  void login_asksForWhatIsNeeded() {
    try (var gateway = gateway()) {
      begin(gateway);

      assertThat(asked)
          .containsEntry("response_type", "code")
          .containsEntry("client_id", "canopy-gateway")
          .containsEntry("code_challenge_method", "S256")
          .containsEntry("redirect_uri", "http://localhost:8010/session/oidc/callback");
      assertThat(asked.get("state")).hasSize(43);
      assertThat(asked.get("nonce")).hasSize(43).isNotEqualTo(asked.get("state"));
      assertThat(gateway.ask(Wire.get("/session/ways")).body()).contains("\"oidc\":true");
    }
  }

  @Test
  void login_thatComesBack_startsASession() {
    try (var gateway = gateway()) {
      var browser = begin(gateway);
      var answer =
          finish(
              gateway,
              "&iss=" + issuer,
              browser,
              "Sec-Fetch-Site: cross-site",
              "Sec-Fetch-Mode: navigate",
              "Sec-Fetch-Dest: document");

      assertThat(answer.headers()).containsEntry("location", "/");
      var set = answer.headers().get("set-cookie");
      assertThat(set).startsWith("canopy-session=").contains("HttpOnly", "SameSite=Strict");
      var session =
          gateway.ask(Wire.get("/session", "Cookie: " + set.substring(0, set.indexOf(';'))));
      assertThat(session.text("name")).isEqualTo("ann");
      assertThat(session.text("role")).isEqualTo("approver");
    }
  }

  @Test
  void login_ofAnother_isNotFinished() {
    try (var gateway = gateway()) {
      var mallory = begin(gateway);
      begin(gateway);
      requireRefused(finish(gateway, "", mallory));

      begin(gateway);
      requireRefused(finish(gateway, ""));

      var own = begin(gateway);
      requireRefused(finish(gateway, "", own + "A"));

      var twice = begin(gateway);
      requireRefused(finish(gateway, "", twice + "; " + mallory.substring("Cookie: ".length())));
    }
  }

  @Test
  void login_isFinishedOnce_andSoon() {
    try (var gateway = gateway()) {
      var browser = begin(gateway);
      assertThat(finish(gateway, "", browser).headers()).containsEntry("location", "/");
      requireRefused(finish(gateway, "", browser));

      var slow = begin(gateway);
      now.updateAndGet(at -> at.plus(Duration.ofMinutes(10)));
      requireRefused(finish(gateway, "", slow));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "&state=x",
        "&iss=https%3A%2F%2Fother.example",
        "&code=another",
        "&state=&state=",
        "&bad=%zz",
      })
  void answer_thatIsOdd_logsNobodyIn(String more) {
    try (var gateway = gateway()) {
      requireRefused(finish(gateway, more, begin(gateway)));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"claims\":{\"nonce\":\"another\"}}",
        "{\"claims\":{\"nonce\":null}}",
        "{\"claims\":{\"aud\":\"another\"}}",
        "{\"claims\":{\"aud\":[\"canopy-gateway\",\"another\"]}}",
        "{\"claims\":{\"aud\":[\"canopy-gateway\",\"another\"],\"azp\":\"another\"}}",
        "{\"claims\":{\"iss\":\"https://issuer.example\"}}",
        "{\"claims\":{\"exp\":-100}}",
        "{\"claims\":{\"sub\":null}}",
        "{\"claims\":{\"groups\":[\"staff\"]}}",
        "{\"claims\":{\"groups\":null}}",
        "{\"claims\":{\"groups\":\"canopy-approver\"}}",
        "{\"claims\":{\"groups\":{\"canopy-approvers\":true}}}",
        "{\"with\":\"other-ed\",\"header\":{\"kid\":\"ed\"}}",
        "{\"sign\":\"none\"}",
        "{\"sign\":\"HS256\"}",
        "{\"edit\":\"no signature\"}",
      })
  void idToken_thatIsNotRight_logsNobodyIn(String wrong) {
    recipe = wrong;
    try (var gateway = gateway()) {
      requireRefused(finish(gateway, "", begin(gateway)));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"claims\":{\"groups\":\"canopy-approvers\"}}",
        "{\"claims\":{\"groups\":[\"canopy-agents\",\"canopy-approvers\"]}}",
        "{\"claims\":{\"aud\":[\"canopy-gateway\",\"another\"],\"azp\":\"canopy-gateway\"}}",
        "{\"with\":\"es\"}",
      })
  void idToken_thatIsRight_logsThePersonIn(String right) {
    recipe = right;
    try (var gateway = gateway()) {
      var answer = finish(gateway, "", begin(gateway));
      var set = answer.headers().get("set-cookie");
      var session =
          gateway.ask(Wire.get("/session", "Cookie: " + set.substring(0, set.indexOf(';'))));
      assertThat(session.text("role")).isEqualTo("approver");
    }
  }

  @Test
  void start_withADescriptionOfAnother_isRefused() {
    var right = description;
    for (var wrong :
        Map.of(
                "issuer", "http://127.0.0.1:1",
                "token_endpoint", "http://issuer.example/token",
                "authorization_endpoint", "javascript:alert(1)",
                "jwks_uri", "file:///etc/passwd")
            .entrySet()) {
      var changed = JsonObject.builder();
      right.names().stream()
          .filter(name -> !name.equals(wrong.getKey()))
          .forEach(name -> changed.put(name, right.get(name)));
      description = changed.put(wrong.getKey(), wrong.getValue()).build();

      assertThatThrownBy(() -> new Oidc(rules(), now::get))
          .as(wrong.getKey())
          .isInstanceOf(GatewayException.class)
          .hasMessageContaining("the issuer");
    }
  }

  @Test
  void rules_withPlacesInTheClear_areRefused() {
    var roles = Map.of("a", Role.ADMIN);
    var back = URI.create("https://canopy.example/session/oidc/callback");
    assertThatThrownBy(
            () -> new OidcRules(URI.create("http://issuer.example"), "c", "", back, "r", roles))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () ->
                new OidcRules(
                    URI.create("https://issuer.example"),
                    "c",
                    "",
                    URI.create("https://canopy.example/other"),
                    "r",
                    roles))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(rules().toString()).doesNotContain(SECRET);
  }
}
