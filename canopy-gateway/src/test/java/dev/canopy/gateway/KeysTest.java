package dev.canopy.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.canopy.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@NullUnmarked // what is not there fails the test
final class KeysTest {
  private static final String READ =
      "{\"agent_ctx\":{\"avid\":\"AVID-"
          + "0".repeat(64)
          + "\"},\"action_type\":\"read_file\",\"action_payload\":{\"path\":\"/a\"}}";
  private static final String MODIFY = READ.replace("read_file", "modify_file");

  @TempDir Path directory;
  private Path file;

  @BeforeEach
  void chooseFile() {
    file = directory.resolve("keys.json");
  }

  private TestGateway gateway() {
    return new TestGateway(directory, options -> options.keysFile(file));
  }

  @Test
  void add_keepsOnlyTheHashInAPrivateFile() throws Exception {
    var created =
        new ApiKeys(file, InstantSource.system())
            .add("bot", Role.AGENT, null, JsonObject.EMPTY, List.of());

    assertThat(Files.readString(file))
        .contains(ApiKeys.hash(created.secret()))
        .doesNotContain(created.secret());
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(created.toString()).doesNotContain(created.secret());
  }

  @Test
  void list_ofAFileThatOthersCanRead_isRefused() throws Exception {
    TestGateway.key(file, "bot", Role.AGENT);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));

    assertThatThrownBy(() -> new ApiKeys(file, InstantSource.system()).list())
        .hasMessageContaining("chmod 600");
  }

  @Test
  void withKeys_nothingButHealthIsOpen() {
    TestGateway.key(file, "bot", Role.AGENT);
    try (var gateway = gateway()) {
      for (var route : gateway.gateway.routes(gateway.canopy)) {
        var path = route.path().replace("{id}", "0".repeat(64));
        var answer = gateway.ask(route.hasBody() ? Wire.post(path, "{}") : Wire.get(path));
        var isHealth = path.equals("/healthz") || path.equals("/readyz");

        assertThat(answer.status()).as(path).isEqualTo(isHealth ? 200 : 401);
      }
    }
  }

  @Test
  void roles_mayDoWhatTheyAreFor() {
    var agent = TestGateway.key(file, "bot", Role.AGENT);
    var approver = TestGateway.key(file, "ann", Role.APPROVER);
    var auditor = TestGateway.key(file, "bob", Role.AUDITOR);
    var admin = TestGateway.key(file, "eve", Role.ADMIN);
    try (var gateway = gateway()) {
      assertThat(gateway.authorize(READ, agent).status()).isEqualTo(200);
      for (var other : List.of(approver, auditor, admin)) {
        assertThat(gateway.authorize(READ, other).status()).isEqualTo(403);
        assertThat(gateway.ask(Wire.get("/approvals", other)).status()).isEqualTo(200);
      }
      assertThat(gateway.ask(Wire.get("/approvals", agent)).status()).isEqualTo(403);
      var deny = Wire.post("/approvals/" + "0".repeat(64) + "/deny", "{}", auditor);
      assertThat(gateway.ask(deny).status()).isEqualTo(403);
    }
  }

  @Test
  void identity_isThatOfTheKeyWhateverTheBodyClaims() {
    var agent = TestGateway.key(file, "bot", Role.AGENT);
    try (var gateway = gateway()) {
      gateway.authorize(READ, agent);

      var entry = gateway.decisions().get(0);
      assertThat(entry.string("avid").orElse("")).isNotEqualTo("AVID-" + "0".repeat(64));
      assertThat(entry.string("avid_proof")).hasValue("verified");
      assertThat(entry.string("caller").orElse("")).startsWith("key:k");
    }
  }

  @Test
  void approvals_ofAnotherAgentAreNotThere() {
    var one = TestGateway.key(file, "one", Role.AGENT);
    var two = TestGateway.key(file, "two", Role.AGENT);
    var approver = TestGateway.key(file, "ann", Role.APPROVER);
    try (var gateway = gateway()) {
      var asked = gateway.authorize(MODIFY, one);
      var id = ((JsonObject) asked.json().get("approval")).string("id").orElseThrow();
      var again = MODIFY.replace("{\"agent_ctx\"", "{\"approval_id\":\"" + id + "\",\"agent_ctx\"");

      assertThat(gateway.ask(Wire.get("/approvals/" + id, one)).text("status"))
          .isEqualTo("pending");
      assertThat(gateway.ask(Wire.get("/approvals/" + id, two)).status()).isEqualTo(404);
      assertThat(gateway.authorize(again, one).text("decision")).isEqualTo("REQUIRE_APPROVAL");

      var granted =
          gateway.ask(Wire.post("/approvals/" + id + "/approve", "{\"reason\":\"ok\"}", approver));
      assertThat(granted.text("status")).isEqualTo("granted");
      assertThat(gateway.authorize(again, two).text("decision")).isEqualTo("REQUIRE_APPROVAL");
      assertThat(gateway.authorize(again.replace("/a", "/b"), one).text("decision"))
          .isEqualTo("REQUIRE_APPROVAL");
      assertThat(gateway.authorize(again, one).text("decision")).isEqualTo("ALLOW");
      assertThat(gateway.authorize(again, one).text("decision")).isEqualTo("REQUIRE_APPROVAL");
      assertThat(gateway.ask(Wire.get("/approvals/" + id, one)).text("status")).isEqualTo("used");
      var late = gateway.ask(Wire.post("/approvals/" + id + "/deny", "{}", approver));
      assertThat(late.status()).isEqualTo(409);
    }
  }

  @Test
  void longPoll_isAnsweredWhenAPersonDecides() {
    var agent = TestGateway.key(file, "bot", Role.AGENT);
    var approver = TestGateway.key(file, "ann", Role.APPROVER);
    try (var gateway = gateway();
        var poll = new Wire(gateway.port())) {
      var asked = gateway.authorize(MODIFY, agent);
      var id = ((JsonObject) asked.json().get("approval")).string("id").orElseThrow();
      poll.send(Wire.get("/approvals/" + id + "?wait=60", agent));
      gateway.ask(Wire.post("/approvals/" + id + "/deny", "{\"reason\":\"no\"}", approver));

      assertThat(poll.read().text("status")).isEqualTo("refused");
      assertThat(gateway.ask(Wire.get("/approvals/" + id + "?wait=x", agent)).status())
          .isEqualTo(400);
    }
  }

  @Test
  void keys_thatAreRevokedOrExpiredOpenNothing() throws Exception {
    var clock = new Clock();
    var keys = new ApiKeys(file, clock);
    var brief = keys.add("brief", Role.AGENT, Duration.ofDays(1), JsonObject.EMPTY, List.of());
    var header = "Authorization: Bearer " + brief.secret();
    try (var gateway = new TestGateway(directory, options -> options.keysFile(file).clock(clock))) {
      assertThat(gateway.authorize(READ, header).status()).isEqualTo(200);
      clock.now = clock.now.plus(Duration.ofDays(1));
      assertThat(gateway.authorize(READ, header).status()).isEqualTo(401);

      var last = keys.add("last", Role.AGENT, null, JsonObject.EMPTY, List.of());
      keys.revoke("brief");
      keys.revoke(last.key().id());
    }
    try (var gateway = gateway()) {
      assertThat(gateway.authorize(READ).status()).isEqualTo(401);
      assertThat(gateway.authorize(READ, "Authorization: Bearer " + "x".repeat(43)).status())
          .isEqualTo(401);
    }
  }

  private static final class Clock implements InstantSource {
    volatile Instant now = Instant.parse("2026-01-01T00:00:00Z");

    @Override
    public Instant instant() {
      return now;
    }
  }
}
