package dev.canopy.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.canopy.Canopy;
import dev.canopy.json.JsonArray;
import dev.canopy.json.JsonObject;
import dev.canopy.json.JsonString;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@NullUnmarked // what is not there fails the test
final class GatewayTest {
  private static final String READ =
      "{\"agent_ctx\":{},\"action_type\":\"read_file\",\"action_payload\":{\"path\":\"/a\"}}";
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

  @TempDir Path directory;

  @Test
  void authorizeAction_answersAsTheLibraryAndRecords() {
    try (var gateway = new TestGateway(directory)) {
      var answer = gateway.authorize(READ);

      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.text("decision")).isEqualTo("ALLOW");
      assertThat(answer.json().get("rule_ids")).isInstanceOf(JsonArray.class);
      var receipt = (JsonObject) answer.json().get("receipt");
      assertThat(receipt).isNotNull();
      assertThat(receipt.string("entry_hash")).hasValue(answer.text("authorization_id"));
      assertThat(gateway.decisions()).hasSize(1);
    }
  }

  @Test
  void authorizeAction_writesIdAndTraceIntoEntryAndAnswer() {
    try (var gateway = new TestGateway(directory)) {
      var answer =
          gateway.authorize(
              READ, "X-Request-ID: req-1", "traceparent: 00-" + TRACE + "-00f067aa0ba902b7-01");

      assertThat(answer.headers()).containsEntry("x-request-id", "req-1");
      assertThat(answer.headers().get("traceresponse")).startsWith("00-" + TRACE + "-");
      var entry = gateway.decisions().get(0);
      assertThat(entry.string("request_id")).hasValue("req-1");
      assertThat(entry.string("trace_id")).hasValue(TRACE);
    }
  }

  @Test
  void authorizeAction_whatTheBodyClaimsNeverWidens() {
    try (var gateway = new TestGateway(directory)) {
      var deploy = "{\"agent_ctx\":{%s},\"action_type\":\"deploy\",\"action_payload\":{}}";
      var claims = gateway.authorize(deploy.formatted("\"env\":\"staging\""));
      var tightens =
          gateway.authorize(
              READ.replace("\"agent_ctx\":{}", "\"agent_ctx\":{\"mode\":\"locked\"}"));

      assertThat(claims.text("decision")).isEqualTo("DENY");
      assertThat(tightens.text("decision")).isEqualTo("DENY");
      assertThat(tightens.text("reason")).isEqualTo("locked down");
      assertThat(gateway.decisions().get(0).get("claimed"))
          .isEqualTo(new JsonArray(java.util.List.of(new JsonString("env"))));
    }
  }

  @Test
  void authorizeAction_whatTheOperatorSaysIsBelieved() {
    var facts = JsonObject.builder().put("env", "staging").build();
    try (var gateway = new TestGateway(directory, options -> options.facts(facts))) {
      var answer =
          gateway.authorize(
              "{\"agent_ctx\":{\"env\":\"production\"},\"action_type\":\"deploy\",\"action_payload\":{}}");

      assertThat(answer.text("decision")).isEqualTo("ALLOW");
    }
  }

  @Test
  void authorizeActions_answersInOrderAndRecordsEach() {
    try (var gateway = new TestGateway(directory)) {
      var answer =
          gateway.ask(
              Wire.post(
                  "/authorize_actions",
                  "{\"actions\":[" + READ + "," + READ.replace("read_file", "delete_file") + "]}"));

      var results = ((JsonArray) answer.json().get("results")).items();
      assertThat(results)
          .extracting(item -> ((JsonObject) item).string("decision").orElse(""))
          .containsExactly("ALLOW", "DENY");
      assertThat(gateway.decisions()).hasSize(2);
    }
  }

  @Test
  void authorizeActions_withOneThatIsMalformed_decidesNone() {
    try (var gateway = new TestGateway(directory)) {
      var answer =
          gateway.ask(
              Wire.post("/authorize_actions", "{\"actions\":[" + READ + ",{\"action_type\":7}]}"));

      assertThat(answer.status()).isEqualTo(422);
      assertThat(answer.text("pointer")).isEqualTo("/actions/1/action_type");
      assertThat(gateway.decisions()).isEmpty();
    }
  }

  @Test
  void malformedJson_isToldWithItsPlace() {
    try (var gateway = new TestGateway(directory)) {
      var answer = gateway.authorize("{\n  \"action_type\": \"a\",\n  \"action_type\": \"b\"}");

      assertThat(answer.status()).isEqualTo(400);
      assertThat(answer.headers()).containsEntry("content-type", "application/problem+json");
      assertThat(answer.text("type")).isEqualTo("urn:canopy:problem:malformed-json");
      assertThat(answer.json().get("line")).hasToString("JsonNumber[value=3.0]");
    }
  }

  @Test
  void ready_untilTheLogIsGone() {
    try (var gateway = new TestGateway(directory)) {
      assertThat(gateway.ask(Wire.get("/healthz")).status()).isEqualTo(200);
      assertThat(gateway.ask(Wire.get("/readyz")).status()).isEqualTo(200);

      gateway.canopy.close();

      assertThat(gateway.ask(Wire.get("/readyz")).status()).isEqualTo(503);
      assertThat(gateway.ask(Wire.get("/healthz")).status()).isEqualTo(200);
      var answer = gateway.authorize(READ);
      assertThat(answer.text("decision")).isEqualTo("DENY");
      assertThat(answer.text("reason")).isEqualTo("audit_unavailable");
    }
  }

  @Test
  void metrics_countDecisions() {
    try (var gateway = new TestGateway(directory)) {
      gateway.authorize(READ);

      var text = gateway.ask(Wire.get("/metrics")).body();
      assertThat(text).contains("canopy_decisions_total{decision=\"ALLOW\"} 1.0");
    }
  }

  @Test
  void accessLog_hasALineForEachRequestAndNothingOfThePayload() throws Exception {
    var out = new java.io.ByteArrayOutputStream();
    try (var gateway = new TestGateway(directory, options -> options.accessLog(out))) {
      gateway.authorize(READ.replace("/a", "/top-secret"));
      gateway.ask(Wire.get("/top-secret"));
    }
    var text = out.toString(StandardCharsets.UTF_8);
    assertThat(text.lines()).hasSize(2);
    assertThat(text).contains("\"decision\":\"ALLOW\"").doesNotContain("top-secret");
  }

  @Test
  void close_letsRequestsUnderWayFinish() {
    var gateway = new TestGateway(directory);
    try (var wire = new Wire(gateway.port())) {
      var pending =
          gateway.authorize(READ.replace("read_file", "modify_file")).json().get("approval");
      var id = ((JsonObject) pending).string("id").orElseThrow();
      wire.send(Wire.get("/approvals/" + id + "?wait=60"));
      wire.send(""); // it is under way as soon as it was read
      while (!gateway.ask(Wire.get("/metrics")).body().contains("canopy_connections 2.0")) {
        Thread.onSpinWait();
      }

      gateway.close();

      var answer = wire.read();
      assertThat(answer.status()).isIn(0, 200); // closed before it was read, or answered
      assertThat(wire.isClosed()).isTrue();
    }
  }

  @Test
  void start_beyondLoopbackWithoutKeys_isRefused() {
    try (var canopy =
        Canopy.builder().policy(TestGateway.POLICY).auditLog(directory.resolve("l")).build()) {
      assertThatThrownBy(() -> Gateway.start(canopy, new GatewayOptions().host("0.0.0.0").port(0)))
          .isInstanceOf(GatewayException.class)
          .hasMessageContaining("there are no API keys");
    }
  }

  @Test
  void unixSocket_isTheUsersAlone() throws Exception {
    var socket = directory.resolve("run/canopy.sock");
    try (var gateway = new TestGateway(directory, options -> options.unixSocket(socket))) {
      assertThat(gateway.port()).isPositive();
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)))
          .isEqualTo("rw-------");
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket.getParent())))
          .isEqualTo("rwx------");
      try (var channel =
          java.nio.channels.SocketChannel.open(java.net.UnixDomainSocketAddress.of(socket))) {
        channel.write(
            java.nio.ByteBuffer.wrap(Wire.get("/healthz").getBytes(StandardCharsets.UTF_8)));
        var buffer = java.nio.ByteBuffer.allocate(12);
        while (buffer.hasRemaining() && channel.read(buffer) >= 0) {
          // until the status line is there
        }
        assertThat(new String(buffer.array(), StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 200");
      }
    }
    assertThat(socket).doesNotExist();
  }

  @Test
  void slowRequests_areGivenUp() {
    var limits = Limits.DEFAULT.withTimes(Duration.ofMillis(300), Duration.ofSeconds(2));
    try (var gateway = new TestGateway(directory, options -> options.limits(limits));
        var slowHead = new Wire(gateway.port());
        var slowBody = new Wire(gateway.port())) {
      slowHead.send("POST /authorize_action HTTP/1.1\r\nHost: loc");
      slowBody.send(Wire.post("/authorize_action", READ).substring(0, 150));

      assertThat(slowBody.read().status()).isEqualTo(408);
      assertThat(slowHead.isClosed()).isTrue();
    }
  }

  @Test
  void connections_beyondTheLimitAreClosed() {
    var limits = Limits.DEFAULT.withLoad(2, 1_000);
    try (var gateway = new TestGateway(directory, options -> options.limits(limits));
        var one = new Wire(gateway.port());
        var two = new Wire(gateway.port())) {
      one.send(Wire.get("/healthz"));
      two.send(Wire.get("/healthz"));
      assertThat(one.read().status()).isEqualTo(200);
      assertThat(two.read().status()).isEqualTo(200);

      try (var three = new Wire(gateway.port())) {
        three.send(Wire.get("/healthz"));
        assertThat(three.read().status()).isZero();
      }
    }
  }

  @Test
  void rate_beyondTheLimitIsAnswered429() {
    var limits = Limits.DEFAULT.withLoad(64, 1);
    try (var gateway = new TestGateway(directory, options -> options.limits(limits))) {
      assertThat(gateway.authorize(READ).status()).isEqualTo(200);
      var second = gateway.authorize(READ);
      assertThat(second.status()).isEqualTo(429);
      assertThat(second.headers()).containsEntry("retry-after", "1");
      assertThat(gateway.decisions()).hasSize(1);
    }
  }
}
