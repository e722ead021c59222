package dev.canopy.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.canopy.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Agents with tokens; what a token may not be is in testdata/http/jwt.jsonl. */
@NullUnmarked // what is not there fails the test
final class TokenTest {
  private static TokenMint mint;

  @TempDir Path directory;
  private final AtomicReference<Instant> now = new AtomicReference<>(Instant.now());

  @BeforeAll
  static void makeKeys() {
    mint = new TokenMint();
  }

  /** An issuer's key set over HTTP, which can change, fail, and count who asks. */
  private static final class Issuer implements AutoCloseable {
    final AtomicReference<String> text = new AtomicReference<>();
    final AtomicInteger status = new AtomicInteger(200);
    final AtomicInteger asked = new AtomicInteger();
    private final HttpServer server;

    Issuer(String keySet) throws IOException {
      text.set(keySet);
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.createContext(
          "/keys",
          exchange -> {
            asked.incrementAndGet();
            var bytes = text.get().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Location", "/keys");
            exchange.sendResponseHeaders(status.get(), bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
          });
      server.start();
    }

    URI uri() {
      return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/keys");
    }

    @Override
    public void close() {
      server.stop(0);
    }
  }

  private TokenAuthenticator authenticator(URI keys) throws GatewayException {
    return new TokenAuthenticator(TokenMint.rules(keys), now::get, JsonObject.EMPTY);
  }

  private String bearer(String recipe) throws Exception {
    return "Bearer " + mint.token((JsonObject) dev.canopy.json.Json.parse(recipe), now.get());
  }

  /** Readings happen aside: asks until the answer is as wanted, or the test's time is over. */
  private static void await(java.util.function.BooleanSupplier condition) {
    var until = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime() - until).isNegative();
      Thread.onSpinWait();
    }
  }

  @Test
  void caller_isTheSubject_andTheSameForEveryToken() throws Exception {
    try (var issuer = new Issuer(mint.keySet("ed", "es"))) {
      var tokens = authenticator(issuer.uri());

      var first = tokens.identify(bearer("{}"));
      var again = tokens.identify(bearer("{\"with\":\"es\"}"));
      var other = tokens.identify(bearer("{\"claims\":{\"sub\":\"agent-8\"}}"));

      assertThat(first.name()).isEqualTo("agent-7");
      assertThat(first.role()).isEqualTo(Role.AGENT);
      assertThat(again.known().get("avid")).isEqualTo(first.known().get("avid"));
      assertThat(again.id()).isEqualTo(first.id());
      assertThat(other.known().get("avid")).isNotEqualTo(first.known().get("avid"));
      assertThat(issuer.asked).hasValue(1);
    }
  }

  @Test
  void token_thatWasTaken_isNotTakenAfterItExpired() throws Exception {
    try (var issuer = new Issuer(mint.keySet("ed"))) {
      var tokens = authenticator(issuer.uri());
      var token = bearer("{}"); // for 300 seconds, and the skew
      assertThat(tokens.identify(token)).isNotNull();

      now.updateAndGet(at -> at.plusSeconds(355));
      assertThat(tokens.identify(token)).isNotNull();
      now.updateAndGet(at -> at.plusSeconds(10));
      assertThat(tokens.identify(token)).isNull();
    }
  }

  @Test
  void keys_thatAreNew_areReadWhenATokenNamesThem() throws Exception {
    try (var issuer = new Issuer(mint.keySet("ed"))) {
      var tokens = authenticator(issuer.uri());
      issuer.text.set(mint.keySet("ed", "es"));
      now.updateAndGet(at -> at.plus(TokenKeySource.NOT_SOONER));
      var token = bearer("{\"with\":\"es\"}");

      assertThat(tokens.identify(token)).isNull();
      await(() -> tokens.identify(token) != null);
      assertThat(issuer.asked).hasValue(2);
    }
  }

  @Test
  void keys_thatNobodyHas_areNotAskedForMoreOftenThanTheRateSays() throws Exception {
    try (var issuer = new Issuer(mint.keySet("ed"))) {
      var tokens = authenticator(issuer.uri());
      for (var i = 0; i < 1_000; i++) {
        assertThat(tokens.identify(bearer("{\"header\":{\"kid\":\"k" + i + "\"}}"))).isNull();
      }
      assertThat(issuer.asked).hasValue(1);

      now.updateAndGet(at -> at.plus(TokenKeySource.NOT_SOONER));
      for (var i = 0; i < 1_000; i++) {
        assertThat(tokens.identify(bearer("{\"header\":{\"kid\":\"k" + i + "\"}}"))).isNull();
      }
      await(() -> issuer.asked.get() == 2);
      now.updateAndGet(at -> at.plus(TokenKeySource.NOT_SOONER).minusMillis(1));
      assertThat(tokens.identify(bearer("{\"header\":{\"kid\":\"k\"}}"))).isNull();
      assertThat(issuer.asked).hasValue(2);
    }
  }

  @Test
  void keys_thatAreTakenAway_proveNothingAnyMore() throws Exception {
    try (var issuer = new Issuer(mint.keySet("ed", "es"))) {
      var tokens = authenticator(issuer.uri());
      var taken = bearer("{}");
      assertThat(tokens.identify(taken)).isNotNull();
      issuer.text.set(mint.keySet("es"));

      now.updateAndGet(at -> at.plus(TokenKeySource.EVERY));
      tokens.refresh();
      await(() -> tokens.identify(taken) == null);

      assertThat(tokens.identify(bearer("{\"with\":\"es\"}"))).isNotNull();
    }
  }

  @Test
  void keys_thatCannotBeReadAgain_stayForADayAndNoLonger() throws Exception {
    try (var issuer = new Issuer(mint.keySet("ed"))) {
      var tokens = authenticator(issuer.uri());
      issuer.status.set(500);
      now.updateAndGet(at -> at.plus(TokenKeySource.EVERY));
      tokens.refresh();
      await(() -> issuer.asked.get() == 2);
      assertThat(tokens.identify(bearer("{}"))).isNotNull();

      now.updateAndGet(at -> at.plus(TokenKeySource.AT_MOST));
      assertThat(tokens.identify(bearer("{}"))).isNull();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 404, 500, 503})
  void start_whenTheKeysAreNotThere_fails(int status) throws Exception {
    try (var issuer = new Issuer(mint.keySet("ed"))) {
      issuer.status.set(status);

      assertThatThrownBy(() -> authenticator(issuer.uri()))
          .isInstanceOf(GatewayException.class)
          .hasMessageContaining("it answers " + status);
      assertThat(issuer.asked).hasValue(1);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "not json | this is no JWK set",
        "{} | this is no JWK set",
        "{\"keys\":[]} | no key has an id",
        "{\"keys\":[],\"keys\":[]} | this is no JWK set",
        "{\"keys\":[{\"kty\":\"oct\",\"kid\":\"a\",\"k\":\"AAAA\"}]} | no private or secret key",
        "{\"keys\":[{\"kty\":\"OKP\",\"crv\":\"X25519\",\"kid\":\"a\",\"x\":\"AAAA\"}]} | no key has an id",
        "{\"keys\":[{\"kty\":\"RSA\",\"kid\":\"a\",\"n\":\"3RUo\",\"e\":\"AQAB\"}]} | an RSA key has",
        "{\"keys\":[ED,ED]} | two keys have the id `ed`",
        "{\"keys\":[ED_ENC]} | no key has an id",
        "{\"keys\":[ED_ES256]} | no key has an id",
        "{\"keys\":[ED_D]} | no private or secret key",
      })
  void keySet_thatIsNone_doesNotLoad(String text, String message) throws Exception {
    var ed = mint.jwk("ed", "ed");
    var more = ed.substring(0, ed.length() - 1);
    var set =
        text.replace("ED_ENC", more + ",\"use\":\"enc\"}")
            .replace("ED_ES256", more + ",\"alg\":\"ES256\"}")
            .replace("ED_D", more + ",\"d\":\"AAAA\"}")
            .replace("ED", ed);

    assertThatThrownBy(
            () -> TokenKeys.parse(set.getBytes(StandardCharsets.UTF_8), TokenRules.ALGORITHMS))
        .isInstanceOf(GatewayException.class)
        .hasMessageContaining(message);
  }

  @Test
  void keySet_thatIsTooLong_isNotRead() throws Exception {
    var file = Files.writeString(directory.resolve("keys"), " ".repeat(TokenKeys.MAX_BYTES + 1));

    assertThatThrownBy(() -> authenticator(file.toUri())).hasMessageContaining("it is longer than");
  }

  @Test
  void algorithm_thatIsNotPinned_doesNotCount() throws Exception {
    var file = Files.writeString(directory.resolve("keys"), mint.keySet("ed", "es", "rs"));
    var rules =
        new TokenRules(
            TokenMint.ISSUER,
            TokenMint.AUDIENCE,
            Set.of("ES256"),
            file.toUri(),
            List.of(),
            List.of());
    var tokens = new TokenAuthenticator(rules, now::get, JsonObject.EMPTY);

    assertThat(tokens.identify(bearer("{\"with\":\"es\"}"))).isNotNull();
    assertThat(tokens.identify(bearer("{\"with\":\"ed\"}"))).isNull();
    assertThat(tokens.identify(bearer("{\"with\":\"rs\"}"))).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"http://issuer.example/keys", "ftp://127.0.0.1/keys", "keys", "jar:file:/a!/b"})
  void rules_withKeysFromAnywhere_areRefused(String keys) {
    assertThatThrownBy(() -> TokenMint.rules(URI.create(keys)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void loopback_withTokens_isNotOpenToOthers() throws Exception {
    var file = Files.writeString(directory.resolve("keys"), mint.keySet("ed"));
    try (var gateway =
        new TestGateway(directory, options -> options.tokens(TokenMint.rules(file.toUri())))) {
      assertThat(
              gateway.authorize("{\"action_type\":\"read_file\",\"action_payload\":{}}").status())
          .isEqualTo(401);
    }
  }

  @Test
  void logEntry_namesTheCallerAndHasAVerifiedAvid() throws Exception {
    var file = Files.writeString(directory.resolve("keys"), mint.keySet("ed"));
    try (var gateway =
        new TestGateway(directory, options -> options.tokens(TokenMint.rules(file.toUri())))) {
      var answer =
          gateway.authorize(
              "{\"agent_ctx\":{\"avid\":\"AVID-"
                  + "0".repeat(64)
                  + "\"},\"action_type\":\"read_file\",\"action_payload\":{\"path\":\"/a\"}}",
              "Authorization: " + bearer("{}"));

      assertThat(answer.text("decision")).isEqualTo("ALLOW");
      var entry = gateway.decisions().get(0);
      assertThat(entry.string("avid_proof")).contains("verified");
      assertThat(entry.string("avid").orElseThrow()).doesNotContain("0000000");
      assertThat(entry.string("caller").orElseThrow()).startsWith("jwt:");
    }
  }
}
