package dev.canopy.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.canopy.json.Json;
import dev.canopy.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** People who log in; what is refused is in testdata/http/people.jsonl too. */
@NullUnmarked // what is not there fails the test
final class PeopleTest {
  private static final String PASSWORD = "correct horse battery";

  @TempDir Path directory;
  private final AtomicReference<Instant> now = new AtomicReference<>(Instant.now());
  private Users users;

  @BeforeEach
  void chooseFile() {
    users = new Users(directory.resolve("users.json"), now::get);
  }

  private TestGateway gateway() {
    return new TestGateway(
        directory, options -> options.usersFile(directory.resolve("users.json")).clock(now::get));
  }

  private static Wire.Answer login(TestGateway gateway, String name, String password) {
    return gateway.ask(
        Wire.post(
            "/session",
            Json.write(JsonObject.builder().put("name", name).put("password", password).build())));
  }

  private static String cookie(Wire.Answer answer) {
    var set = answer.headers().get("set-cookie");
    return "Cookie: " + set.substring(0, set.indexOf(';'));
  }

  @Test
  void add_keepsOnlyAHashInAPrivateFile() throws Exception {
    users.add("ann", Role.APPROVER, PASSWORD);
    var file = directory.resolve("users.json");

    assertThat(Files.readString(file)).contains("pbkdf2-sha512$210000$").doesNotContain(PASSWORD);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(users.list().get(0).toString()).doesNotContain("pbkdf2");
  }

  @Test
  void hash_isSalted_andOnlyOfThisPassword() throws Exception {
    users.add("ann", Role.APPROVER, PASSWORD);
    users.add("bob", Role.APPROVER, PASSWORD);
    var ann = users.list().get(0).passwordHash();

    assertThat(ann).isNotEqualTo(users.list().get(1).passwordHash());
    assertThat(Passwords.isOf(PASSWORD, ann)).isTrue();
    assertThat(Passwords.isOf(PASSWORD + " ", ann)).isFalse();
    assertThat(Passwords.isOf("", ann)).isFalse();
    assertThat(Passwords.isOf(PASSWORD, ann.replace("$210000$", "$210001$"))).isFalse();
  }

  /** RFC 6070 has vectors for SHA-1 only; this one is from Python's hashlib.pbkdf2_hmac. */
  @Test
  void hash_isThatOfOthers() {
    var hash =
        "pbkdf2-sha512$1000$AAECAwQFBgcICQoLDA0ODw$ToxFUi5y3fprZRW/V6CupR2uIDYfuy5rlsF9Z4E648k";

    assertThat(Passwords.isOf("correct horse battery", hash)).isTrue();
    assertThat(Passwords.isOf("correct horse batterz", hash)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "pbkdf2-sha512$0$AAECAwQFBgcICQoLDA0ODw$AAECAwQFBgcICQoLDA0ODwABAgMEBQYHCAkKCwwNDg8",
        "pbkdf2-sha512$99999999$AAECAwQFBgcICQoLDA0ODw$AAECAwQFBgcICQoLDA0ODwABAgMEBQYHCAkKCwwNDg8",
        "pbkdf2-sha512$1000$$",
        "pbkdf2-sha1$1000$AAECAwQFBgcICQoLDA0ODw$AAECAwQFBgcICQoLDA0ODwABAgMEBQYHCAkKCwwNDg8",
        "correct horse battery"
      })
  void list_withAHashThatIsNone_isRefused(String hash) throws Exception {
    users.add("ann", Role.APPROVER, PASSWORD);
    var file = directory.resolve("users.json");
    Files.writeString(
        file, Files.readString(file).replace(users.list().get(0).passwordHash(), hash));

    assertThatThrownBy(() -> users.list()).hasMessageContaining("no hash that is known");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "short", "eleven char", "\ud83d\ude00\ud83d\ude00\ud83d\ude00\ud83d\ude00"})
  void add_withAPasswordThatIsShort_isRefused(String password) {
    assertThatThrownBy(() -> users.add("ann", Role.APPROVER, password))
        .isInstanceOf(GatewayException.class)
        .hasMessageContaining("12 to 256");
    assertThat(directory.resolve("users.json")).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "ann b", "ann\n", "\u0430nn", "a:b", "<b>", "../ann"})
  void add_withANameThatIsNone_isRefused(String name) {
    assertThatThrownBy(() -> users.add(name, Role.APPROVER, PASSWORD))
        .isInstanceOf(GatewayException.class);
  }

  @Test
  void add_ofANameThatIsThere_isRefused() throws Exception {
    users.add("ann", Role.APPROVER, PASSWORD);

    assertThatThrownBy(() -> users.add("ann", Role.ADMIN, PASSWORD))
        .hasMessageContaining("already");
    assertThat(users.list()).hasSize(1);
  }

  @Test
  void login_startsASession_thatSeesWhatItsRoleSees() throws Exception {
    users.add("ann", Role.APPROVER, PASSWORD);
    try (var gateway = gateway()) {
      var answer = login(gateway, "ann", PASSWORD);

      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.text("role")).isEqualTo("approver");
      assertThat(answer.headers().get("set-cookie"))
          .matches("canopy-session=[A-Za-z0-9_-]{43}; Path=/; HttpOnly; SameSite=Strict");
      assertThat(gateway.ask(Wire.get("/approvals", cookie(answer))).status()).isEqualTo(200);
      assertThat(gateway.ask(Wire.get("/approvals")).status()).isEqualTo(403);
    }
  }

  @Test
  void cookie_overTls_isForThisHostAndTlsOnly() {
    var sessions = new Sessions(now::get, true);
    var started = sessions.start(People.caller("user:ann", "ann", Role.ADMIN), null);

    assertThat(sessions.cookie(started.secret()))
        .isEqualTo(
            "__Host-canopy-session="
                + started.secret()
                + "; Path=/; HttpOnly; SameSite=Strict; Secure");
    assertThat(sessions.find("canopy-session=" + started.secret())).isNull();
    assertThat(sessions.find("__Host-canopy-session=" + started.secret())).isNotNull();
    assertThat(started.toString()).doesNotContain(started.secret());
  }

  @Test
  void login_withASessionAlready_endsThatAndStartsAnother() throws Exception {
    users.add("ann", Role.APPROVER, PASSWORD);
    try (var gateway = gateway()) {
      var first = login(gateway, "ann", PASSWORD);
      var body = "{\"name\":\"ann\",\"password\":\"" + PASSWORD + "\"}";
      var second = gateway.ask(Wire.post("/session", body, cookie(first)));

      assertThat(cookie(second)).isNotEqualTo(cookie(first));
      assertThat(second.text("csrf_token")).isNotEqualTo(first.text("csrf_token"));
      assertThat(gateway.ask(Wire.get("/approvals", cookie(first))).status()).isEqualTo(403);
      assertThat(gateway.ask(Wire.get("/approvals", cookie(second))).status()).isEqualTo(200);
    }
  }

  @Test
  void logout_endsTheSession() throws Exception {
    users.add("ann", Role.APPROVER, PASSWORD);
    try (var gateway = gateway()) {
      var answer = login(gateway, "ann", PASSWORD);
      var out =
          gateway.ask(
              Wire.post(
                  "/session/end",
                  "{}",
                  cookie(answer),
                  "X-CSRF-Token: " + answer.text("csrf_token")));

      assertThat(out.status()).isEqualTo(200);
      assertThat(out.headers().get("set-cookie"))
          .startsWith("canopy-session=;")
          .contains("Max-Age=0");
      assertThat(gateway.ask(Wire.get("/approvals", cookie(answer))).status()).isEqualTo(403);
    }
  }

  @Test
  void session_endsWhenItIsIdleOrOld() {
    var sessions = new Sessions(now::get, false);
    var idle = cookie(sessions);
    now.updateAndGet(at -> at.plus(Sessions.IDLE).minusMillis(1));
    assertThat(sessions.find(idle)).isNotNull();
    now.updateAndGet(at -> at.plus(Sessions.IDLE));
    assertThat(sessions.find(idle)).isNull();

    var busy = cookie(sessions);
    var started = now.get();
    while (now.get().isBefore(started.plus(Sessions.LONGEST).minus(Duration.ofMinutes(20)))) {
      now.updateAndGet(at -> at.plus(Duration.ofMinutes(20)));
      assertThat(sessions.find(busy)).isNotNull();
    }
    now.updateAndGet(at -> at.plus(Duration.ofMinutes(20)));
    assertThat(sessions.find(busy)).isNull();
  }

  private static String cookie(Sessions sessions) {
    return "canopy-session="
        + sessions.start(People.caller("user:ann", "ann", Role.ADMIN), null).secret();
  }

  @Test
  void sessions_beyondTheLimit_endTheOldest() {
    var sessions = new Sessions(now::get, false);
    var first = cookie(sessions);
    for (var i = 0; i < 999; i++) {
      now.updateAndGet(at -> at.plusMillis(1));
      cookie(sessions);
    }
    assertThat(sessions.find(first)).isNotNull();
    now.updateAndGet(at -> at.plusMillis(1));
    var last = cookie(sessions);

    assertThat(sessions.find(first)).isNull();
    assertThat(sessions.find(last)).isNotNull();
  }

  @Test
  void session_ofAUserWhoChanged_ends() throws Exception {
    users.add("ann", Role.ADMIN, PASSWORD);
    users.add("bob", Role.ADMIN, PASSWORD);
    users.add("eve", Role.ADMIN, PASSWORD);
    try (var gateway = gateway()) {
      var people = gateway.gateway.people();
      var ann = "canopy-session=" + people.start(users.list().get(0)).secret();
      var bob = "canopy-session=" + people.start(users.list().get(1)).secret();
      var eve = "canopy-session=" + people.start(users.list().get(2)).secret();
      assertThat(people.session(ann)).isNotNull();

      users.remove("ann");
      users.changePassword("bob", "another long password");
      people.refresh();

      assertThat(people.session(ann)).isNull();
      assertThat(people.session(bob)).isNull();
      assertThat(people.session(eve)).isNotNull();
      assertThat(people.login("bob", PASSWORD)).isNull();
      assertThat(people.login("bob", "another long password")).isNotNull();
    }
  }

  @Test
  void login_guessed_isSlowedDown() {
    try (var gateway = gateway()) {
      for (var i = 0; i < 10; i++) {
        assertThat(login(gateway, "ann" + i, "a password").status()).isEqualTo(401);
      }
      assertThat(login(gateway, "another", "a password").status()).isEqualTo(429);
    }
  }

  @Test
  void setup_makesOneAdministrator_once() throws Exception {
    try (var gateway = gateway()) {
      var link = gateway.gateway.setupLink().orElseThrow();
      assertThat(link).startsWith("http://localhost:" + gateway.port() + "/login#setup=");
      var token = link.substring(link.indexOf('=') + 1);
      var body = "{\"token\":\"" + token + "\",\"name\":\"ann\",\"password\":\"" + PASSWORD + "\"}";

      assertThat(gateway.ask(Wire.post("/session/setup", body.replace(PASSWORD, "short"))).status())
          .isEqualTo(422);
      var answer = gateway.ask(Wire.post("/session/setup", body));
      assertThat(answer.text("role")).isEqualTo("admin");
      assertThat(gateway.ask(Wire.get("/approvals", cookie(answer))).status()).isEqualTo(200);
      assertThat(gateway.gateway.setupLink()).isEmpty();
      assertThat(gateway.ask(Wire.post("/session/setup", body.replace("ann", "eve"))).status())
          .isEqualTo(401);
      assertThat(users.list()).extracting(User::name).containsExactly("ann");
    }
    try (var again = gateway()) {
      assertThat(again.gateway.setupLink()).isEmpty();
    }
  }

  @Test
  void setup_afterAnHour_orWhenSomebodyWasAddedMeanwhile_isTooLate() throws Exception {
    try (var gateway = gateway()) {
      var people = gateway.gateway.people();
      var token = people.setupToken();
      now.updateAndGet(at -> at.plus(People.SETUP));
      assertThat(people.setUp(token, "eve", PASSWORD)).isNull();
      now.updateAndGet(at -> at.minusMillis(1));
      users.add("ann", Role.ADMIN, PASSWORD);

      assertThatThrownBy(() -> people.setUp(token, "eve", PASSWORD))
          .isInstanceOf(GatewayException.class);
      assertThat(users.list()).hasSize(1);
    }
  }

  @Test
  void approval_namesThePersonWhoLoggedIn() throws Exception {
    users.add("ann", Role.APPROVER, PASSWORD);
    try (var gateway =
        new TestGateway(directory, options -> options.usersFile(directory.resolve("users.json")))) {
      var asked =
          gateway.authorize(
              "{\"action_type\":\"modify_file\",\"action_payload\":{\"path\":\"/a\"}}");
      var id = ((JsonObject) asked.json().get("approval")).string("id").orElseThrow();
      var session = login(gateway, "ann", PASSWORD);
      var agreed =
          gateway.ask(
              Wire.post(
                  "/approvals/" + id + "/approve",
                  "{}",
                  cookie(session),
                  "X-CSRF-Token: " + session.text("csrf_token")));

      assertThat(agreed.text("status")).isEqualTo("granted");
      assertThat(Files.readString(gateway.log)).contains("ann (user:ann)");
    }
  }

  @Test
  void page_runsNothingButOurOwnScript() {
    try (var gateway = gateway()) {
      for (var route : gateway.gateway.routes(gateway.canopy)) {
        if (route.endpoint() instanceof Page) {
          var answer = gateway.ask(Wire.get(route.path()));
          assertThat(answer.headers().get("content-security-policy"))
              .contains("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'")
              .doesNotContain("unsafe");
          assertThat(answer.headers()).containsEntry("x-content-type-options", "nosniff");
          assertThat(answer.body()).doesNotContain("onclick", "style=", "javascript:", "innerHTML");
        }
      }
    }
  }
}
