package dev.canopy.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.canopy.ApprovalGrant;
import dev.canopy.Approver;
import dev.canopy.Canopy;
import dev.canopy.json.Json;
import dev.canopy.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NoticesTest {
  private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  private static final Duration RHYTHM = Duration.ofMillis(10);

  private final Path directory;
  private final BlockingQueue<Integer> statuses = new LinkedBlockingQueue<>();
  private final BlockingQueue<Received> received = new LinkedBlockingQueue<>();
  private final HttpServer server;
  private final Canopy canopy;

  private record Received(Map<String, String> headers, String body) {
    JsonObject json() {
      try {
        return (JsonObject) Json.parse(body);
      } catch (dev.canopy.json.JsonException e) {
        throw new IllegalStateException(e);
      }
    }

    String type() {
      return json().string("type").orElseThrow();
    }
  }

  NoticesTest(@TempDir Path directory) throws IOException {
    this.directory = directory;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          var body = exchange.getRequestBody().readAllBytes();
          var headers = new java.util.HashMap<String, String>();
          exchange
              .getRequestHeaders()
              .forEach(
                  (name, values) ->
                      headers.put(name.toLowerCase(java.util.Locale.ROOT), values.get(0)));
          var status = Objects.requireNonNullElse(statuses.poll(), 204);
          if (status == 302) {
            exchange.getResponseHeaders().add("Location", "/elsewhere");
          }
          exchange.sendResponseHeaders(status, -1);
          exchange.close();
          received.add(new Received(headers, new String(body, StandardCharsets.UTF_8)));
        });
    canopy =
        Canopy.builder()
            .policy(TestGateway.POLICY)
            .auditLog(directory.resolve("audit.log"))
            .build();
  }

  @BeforeEach
  void start() {
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
    canopy.close();
  }

  @Test
  void notices_tellWhatHappensInItsOrder() throws Exception {
    try (var notices = notices(Webhook.Form.CLOUDEVENTS)) {
      assertThat(notices).isNotNull();
      var id = ask("top secret content");
      canopy.approvals().comment(id, Approver.named("cid"), "between us");
      canopy.approvals().approve(id, Approver.named("ann"), new ApprovalGrant(2, null), "");
      var opened = next();
      assertThat(opened.type()).isEqualTo("dev.canopy.approval.opened");
      assertThat(opened.headers().get("content-type")).isEqualTo("application/cloudevents+json");
      assertThat(opened.json().string("subject")).contains(id);
      assertThat(next().type()).isEqualTo("dev.canopy.approval.comment");
      var granted = next();
      assertThat(granted.type()).isEqualTo("dev.canopy.approval.grant");
      var data = (JsonObject) Objects.requireNonNull(granted.json().get("data"));
      assertThat(data.string("status")).contains("granted");
      assertThat(data.string("link")).contains("https://canopy.example/approvals/" + id);
      for (var each : new Received[] {opened, granted}) {
        assertThat(each.body()).doesNotContain("top secret", "between us", "/srv/a");
      }
    }
  }

  @Test
  void notice_isSigned() throws Exception {
    try (var notices = notices(Webhook.Form.CLOUDEVENTS)) {
      assertThat(notices).isNotNull();
      ask("x");
      var notice = next();
      var id = Objects.requireNonNull(notice.headers().get("webhook-id"));
      var time = Long.parseLong(notice.headers().get("webhook-timestamp"));
      assertThat(notice.json().string("id")).contains(id);
      assertThat(notice.headers().get("webhook-signature"))
          .isEqualTo(
              WebhookSecret.parse(SECRET)
                  .sign(id, time, notice.body().getBytes(StandardCharsets.UTF_8)));
    }
  }

  /** The example of the Standard Webhooks libraries. */
  @Test
  void signature_isThatOfTheStandard() {
    assertThat(
            WebhookSecret.parse(SECRET)
                .sign(
                    "msg_p5jXN8AQM9LWM0D4loKWxJek",
                    1614265330,
                    "{\"test\": 2432232314}".getBytes(StandardCharsets.UTF_8)))
        .isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
  }

  @Test
  void notice_isToldUntilItIsTaken() throws Exception {
    statuses.addAll(java.util.List.of(500, 429, 302, 404));
    try (var notices = notices(Webhook.Form.CLOUDEVENTS)) {
      assertThat(notices).isNotNull();
      var id = ask("x");
      for (var i = 0; i < 5; i++) {
        assertThat(next().headers().get("webhook-id")).isEqualTo(id);
      }
      var second = ask("y");
      assertThat(next().headers().get("webhook-id")).isEqualTo(second);
    }
    assertThat(received).isEmpty();
  }

  @Test
  void restart_repeatsNothingAndLosesNothing() throws Exception {
    String id;
    try (var notices = notices(Webhook.Form.CLOUDEVENTS)) {
      assertThat(notices).isNotNull();
      id = ask("x");
      assertThat(next().headers().get("webhook-id")).isEqualTo(id);
      // When the next one arrives, the first one is remembered.
      assertThat(Objects.requireNonNull(ask("y"))).isEqualTo(next().headers().get("webhook-id"));
    }
    canopy.approvals().refuse(id, "ann", "");
    try (var notices = notices(Webhook.Form.CLOUDEVENTS)) {
      assertThat(notices).isNotNull();
      Received first = next();
      // What was taken but not yet remembered may be told once more.
      var told = first.type().equals("dev.canopy.approval.opened") ? next() : first;
      assertThat(told.type()).isEqualTo("dev.canopy.approval.refuse");
      assertThat(told.headers().get("webhook-id")).isEqualTo(id + ".1");
    }
    assertThat(received).isEmpty();
  }

  @Test
  void slack_getsATextInWhichAgentsCannotMentionAnyone() throws Exception {
    canopy.usePolicy(
        TestGateway.policy("rules: [{id: a, action_type: \"*\", decision: REQUIRE_APPROVAL}]"));
    try (var notices = notices(Webhook.Form.SLACK)) {
      assertThat(notices).isNotNull();
      var asked = canopy.authorizeAction(Map.of(), "<!channel>", "x");
      var notice = next();
      assertThat(notice.json().names()).containsExactly("text");
      assertThat(notice.json().string("text").orElseThrow())
          .contains("&lt;!channel&gt;")
          .contains(Objects.requireNonNull(asked.approval()).id())
          .doesNotContain("<!channel>");
    }
  }

  @Test
  void state_thatIsNotOurs_isRefused() throws IOException {
    Files.writeString(directory.resolve("state"), "{\"at\":7}");
    assertThatThrownBy(() -> notices(Webhook.Form.CLOUDEVENTS))
        .isInstanceOf(GatewayException.class)
        .hasMessageContaining("remove it");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://example.org/hook",
        "http://127.0.0.1.example.org/",
        "http://10.0.0.1/",
        "ftp://example.org/",
        "https://user:password@example.org/",
        "https://example.org/#part",
        "file:///etc/passwd",
        "https:/hook",
        "hook"
      })
  void urls_thatAreNoWebhooks(String url) {
    assertThatThrownBy(() -> webhook(url, Webhook.Form.SLACK, ""))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://example.org/hook",
        "http://127.0.0.1:9/hook",
        "http://[::1]:9/hook",
        "http://localhost/"
      })
  void urls_thatAreWebhooks(String url) {
    assertThat(webhook(url, Webhook.Form.SLACK, "").toString()).doesNotContain("hook?", "/hook");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "whsec_", "whsec_AAAA", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_???"})
  void secrets_thatAreNone(String text) {
    assertThatThrownBy(() -> WebhookSecret.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("MfKQ");
  }

  private Received next() throws InterruptedException {
    return Objects.requireNonNull(received.poll(60, TimeUnit.SECONDS), "no notice came");
  }

  private Notices notices(Webhook.Form form) throws GatewayException {
    var url = "http://127.0.0.1:" + server.getAddress().getPort() + "/hook";
    return new Notices(
        canopy.approvals(),
        webhook(url, form, "https://canopy.example"),
        InstantSource.system(),
        RHYTHM);
  }

  private Webhook webhook(String url, Webhook.Form form, String link) {
    return new Webhook(
        URI.create(url), WebhookSecret.parse(SECRET), form, directory.resolve("state"), link);
  }

  private String ask(String content) {
    var asked =
        canopy.authorizeAction(
            Map.of("public_key", "pk"),
            "modify_file",
            Map.of("path", "/srv/a", "content", content));
    return Objects.requireNonNull(asked.approval()).id();
  }
}
