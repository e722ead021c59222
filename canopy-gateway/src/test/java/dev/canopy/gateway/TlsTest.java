package dev.canopy.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.canopy.gateway.Certificates.Identity;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** TLS, certificates of callers, and a gateway that other machines can reach. */
@NullUnmarked // what is not there fails the test
final class TlsTest {
  private static Identity authority;
  private static Identity server;
  private static Identity caller;

  @TempDir Path directory;

  @BeforeAll
  static void makeCertificates() {
    authority = Certificates.authority("authority");
    server = Certificates.signed("gateway", authority);
    caller = Certificates.signed("caller", authority);
  }

  private Tls tls(Identity shown, Identity callersAuthority) {
    return new Tls(
        shown.writeCertificate(directory.resolve("cert.pem")),
        shown.writeKey(directory.resolve("key.pem")),
        callersAuthority == null
            ? null
            : callersAuthority.writeCertificate(directory.resolve("callers.pem")));
  }

  private TestGateway gateway(Identity callersAuthority) {
    return new TestGateway(directory, options -> options.tls(tls(server, callersAuthority)));
  }

  /** The status of the answer; 0 if the connection is closed instead. */
  private static int health(TestGateway gateway, SSLContext client, String... protocols)
      throws IOException {
    return ask(gateway.port(), client, Wire.get("/healthz"), protocols).status();
  }

  private static Wire.Answer ask(int port, SSLContext client, String request, String... protocols)
      throws IOException {
    var address = InetAddress.getLoopbackAddress();
    try (var socket = (SSLSocket) client.getSocketFactory().createSocket(address, port)) {
      if (protocols.length > 0) {
        socket.setEnabledProtocols(protocols);
      }
      try (var wire = new Wire(socket)) {
        socket.startHandshake();
        wire.send(request);
        return wire.read();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void tls_isSpokenWithWhoTrustsTheAuthority(String protocol) throws Exception {
    try (var gateway = gateway(null)) {
      var client = Certificates.client(authority, null);

      assertThat(health(gateway, client, protocol)).isEqualTo(200);
    }
  }

  @Test
  void tls_toWhoTrustsAnotherAuthority_isNoConnection() throws Exception {
    try (var gateway = gateway(null)) {
      var client = Certificates.client(Certificates.authority("authority"), null);

      assertThatThrownBy(() -> health(gateway, client)).isInstanceOf(SSLException.class);
    }
  }

  /** A ClientHello of TLS 1.0 or 1.1 (RFC 4346, section 7.4.1.2), as no JDK sends it any more. */
  @ParameterizedTest
  @ValueSource(strings = {"0301", "0302"})
  void tls_ofOldVersions_isRefused(String version) throws Exception {
    var hello = version + "00".repeat(32) + "00" + "0004" + "c013002f" + "0100";
    var length = HexFormat.of().toHexDigits((short) (hello.length() / 2));
    var handshake = "0100" + length + hello;
    var record =
        "160301" + HexFormat.of().toHexDigits((short) (handshake.length() / 2)) + handshake;
    try (var gateway = gateway(null);
        var socket = new Socket(InetAddress.getLoopbackAddress(), gateway.port())) {
      socket.setSoTimeout(30_000);
      socket.getOutputStream().write(HexFormat.of().parseHex(record));
      var answer = socket.getInputStream().readAllBytes();

      assertThat(answer).isNotEmpty();
      assertThat(answer[0]).as("an alert").isEqualTo((byte) 0x15);
    }
  }

  @Test
  void plainHttp_toTheTlsPort_isNotAnswered() throws Exception {
    try (var gateway = gateway(null);
        var socket = new Socket(InetAddress.getLoopbackAddress(), gateway.port())) {
      socket.setSoTimeout(30_000);
      socket.getOutputStream().write(Wire.get("/healthz").getBytes(StandardCharsets.ISO_8859_1));
      var answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);

      assertThat(answer).doesNotContain("HTTP/");
    }
  }

  @Test
  void handshake_thatDoesNotCome_isGivenUp() throws Exception {
    var limits = Limits.DEFAULT.withTimes(Duration.ofMillis(300), Duration.ofSeconds(2));
    try (var gateway =
            new TestGateway(directory, options -> options.tls(tls(server, null)).limits(limits));
        var wire = new Wire(gateway.port())) {
      assertThat(wire.isClosed()).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void mutualTls_takesWhoHasACertificateOfTheAuthority(String protocol) throws Exception {
    try (var gateway = gateway(authority)) {
      var client = Certificates.client(authority, caller);

      assertThat(health(gateway, client, protocol)).isEqualTo(200);
    }
  }

  @Test
  void mutualTls_nearMisses_getNoConnection() throws Exception {
    var others = Certificates.authority("authority"); // of the same name, another key
    var day = Duration.ofDays(1);
    try (var gateway = gateway(authority)) {
      for (var shown :
          List.of(
              Certificates.signed("caller", others),
              Certificates.authority("caller"),
              Certificates.signed("caller", authority, day.multipliedBy(-2), day),
              Certificates.signed("caller", authority, day, day),
              Certificates.signed("caller", caller))) {
        requireNoAnswer(gateway, Certificates.client(authority, shown));
      }
      requireNoAnswer(gateway, Certificates.client(authority, null));
      // The same gateway still takes the right one.
      assertThat(health(gateway, Certificates.client(authority, caller))).isEqualTo(200);
    }
  }

  /** With TLS 1.3 the client learns after its handshake that the other side does not agree. */
  private static void requireNoAnswer(TestGateway gateway, SSLContext client) throws IOException {
    for (var protocol : List.of("TLSv1.2", "TLSv1.3")) {
      try {
        assertThat(health(gateway, client, protocol)).isZero();
      } catch (IOException | java.io.UncheckedIOException e) {
        // refused in the handshake
      }
    }
  }

  @Test
  void certificate_opensTheConnectionAndNothingElse() throws Exception {
    var keys = directory.resolve("keys.json");
    var key = TestGateway.key(keys, "bot", Role.AGENT);
    try (var gateway =
        new TestGateway(directory, options -> options.tls(tls(server, authority)).keysFile(keys))) {
      var client = Certificates.client(authority, caller);
      var read =
          "{\"agent_ctx\":{},\"action_type\":\"read_file\",\"action_payload\":{\"path\":\"/a\"}}";

      assertThat(ask(gateway.port(), client, Wire.post("/authorize_action", read)).status())
          .isEqualTo(401);
      assertThat(ask(gateway.port(), client, Wire.post("/authorize_action", read, key)).status())
          .isEqualTo(200);
    }
  }

  @Test
  void start_withACertificateThatCannotBeUsed_saysWhich() throws Exception {
    var other = Certificates.signed("gateway", authority);
    var certificate = server.writeCertificate(directory.resolve("cert.pem"));
    var key = server.writeKey(directory.resolve("key.pem"));
    var otherKey = other.writeKey(directory.resolve("other.pem"));
    var text = Files.writeString(directory.resolve("text.pem"), "not a certificate\n");
    var none = directory.resolve("none.pem");
    var old = Certificates.signed("old", authority, Duration.ofDays(-2), Duration.ofDays(1));
    var expired = old.writeCertificate(directory.resolve("expired.pem"));
    var expiredKey = old.writeKey(directory.resolve("expired-key.pem"));
    for (var wrong :
        List.of(
            new Tls(none, key, null),
            new Tls(certificate, none, null),
            new Tls(text, key, null),
            new Tls(certificate, text, null),
            new Tls(certificate, otherKey, null),
            new Tls(expired, expiredKey, null),
            new Tls(certificate, key, none),
            new Tls(certificate, key, text))) {
      assertThatThrownBy(() -> new TestGateway(directory, options -> options.tls(wrong)).close())
          .as("%s", wrong)
          .cause()
          .isInstanceOf(GatewayException.class)
          .hasMessageContaining(".pem");
    }
  }

  @Test
  void beyondLoopback_nothingButHealthIsOpen() throws Exception {
    var keys = directory.resolve("keys.json");
    var agent = TestGateway.key(keys, "bot", Role.AGENT);
    try (var gateway =
        new TestGateway(
            directory, options -> options.host("0.0.0.0").keysFile(keys).tls(tls(server, null)))) {
      var client = Certificates.client(authority, null);
      for (var route : gateway.gateway.routes(gateway.canopy)) {
        var path = route.path().replace("{id}", "0".repeat(64));
        var request = route.hasBody() ? Wire.post(path, "{}") : Wire.get(path);

        assertThat(ask(gateway.port(), client, request).status())
            .as(path)
            .isEqualTo(
                List.of("/healthz", "/readyz", "/session/ways").contains(path)
                        || route.endpoint() instanceof Page
                    ? 200
                    : path.startsWith("/session") && route.roles().isEmpty() ? 422 : 401);
      }
      assertThat(ask(gateway.port(), client, Wire.get("/metrics", agent)).status()).isEqualTo(200);
    }
  }

  @Test
  void beyondLoopbackWithoutTls_nobodySendsAPassword() {
    var keys = directory.resolve("keys.json");
    TestGateway.key(keys, "bot", Role.AGENT);
    try (var gateway =
        new TestGateway(
            directory,
            options ->
                options
                    .host("0.0.0.0")
                    .keysFile(keys)
                    .usersFile(directory.resolve("users.json")))) {
      var answer =
          gateway.ask(Wire.post("/session", "{\"name\":\"ann\",\"password\":\"a password\"}"));

      assertThat(answer.status()).isEqualTo(403);
      assertThat(answer.text("detail")).contains("over TLS");
      assertThat(gateway.gateway.setupLink()).isEmpty();
    }
  }

  @Test
  void beyondLoopback_afterTheLastKeyIsRevoked_staysClosed() throws Exception {
    var keys = directory.resolve("keys.json");
    TestGateway.key(keys, "bot", Role.AGENT);
    new ApiKeys(keys, java.time.InstantSource.system()).revoke("bot");
    try (var gateway =
        new TestGateway(directory, options -> options.host("0.0.0.0").keysFile(keys))) {
      assertThat(gateway.ask(Wire.get("/metrics")).status()).isEqualTo(401);
      assertThat(gateway.ask(Wire.get("/healthz")).status()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0", "::", "no-such-host.invalid"})
  void start_beyondLoopbackWithoutKeys_isRefused(String host) {
    assertThatThrownBy(() -> new TestGateway(directory, options -> options.host(host)).close())
        .cause()
        .isInstanceOf(GatewayException.class)
        .hasMessageContaining("there are no API keys");
  }
}
