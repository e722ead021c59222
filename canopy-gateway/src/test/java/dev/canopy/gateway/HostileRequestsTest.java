package dev.canopy.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.canopy.json.Json;
import dev.canopy.json.JsonArray;
import dev.canopy.json.JsonObject;
import dev.canopy.json.JsonString;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The requests in testdata/http, each on a socket of its own: the status is the expected one and
 * never a 5xx, and every decision that was answered is in the log, and no other.
 */
@NullUnmarked // what is not there fails the test
final class HostileRequestsTest {
  private static final Duration SLOW = Duration.ofMillis(700);

  @TempDir Path directory;
  private final TokenMint mint = new TokenMint();
  private final ConcurrentLinkedQueue<String> faults = new ConcurrentLinkedQueue<>();

  static List<HostileRow> rows() throws Exception {
    var rows = new ArrayList<HostileRow>();
    try (var files = Files.list(TestGateway.repository().resolve("testdata/http"))) {
      for (var file : files.filter(f -> f.toString().endsWith(".jsonl")).sorted().toList()) {
        for (var line : Files.readAllLines(file)) {
          rows.add(new HostileRow(file.getFileName().toString(), (JsonObject) Json.parse(line)));
        }
      }
    }
    return rows;
  }

  @Test
  void table_isAnsweredAsExpected() throws Exception {
    var rows = rows();
    assertThat(rows).hasSizeGreaterThan(300);
    var keysFile = directory.resolve("keys.json");
    var keys = keys(keysFile);
    var servers = new HashMap<String, TestGateway>();
    var issuer =
        Files.writeString(directory.resolve("issuer.json"), mint.keySet("ed", "es", "rs", "es384"));
    var usersFile = directory.resolve("users.json");
    var users = users(usersFile);
    for (var name : List.of("open", "keys", "slow", "jwt", "people")) {
      var folder = Files.createDirectory(directory.resolve(name));
      servers.put(
          name,
          new TestGateway(
              folder,
              options -> {
                if (name.equals("keys")) {
                  options.keysFile(keysFile);
                }
                if (name.equals("people")) {
                  options.keysFile(keysFile).usersFile(usersFile);
                }
                if (name.equals("jwt")) {
                  options.tokens(TokenMint.rules(issuer.toUri()));
                }
                if (name.equals("slow")) {
                  options.limits(Limits.DEFAULT.withTimes(SLOW, SLOW));
                }
              }));
    }
    keys.putAll(sessions(servers.get("people"), users));
    var wanted = new HashMap<String, AtomicInteger>();
    servers.keySet().forEach(name -> wanted.put(name, new AtomicInteger()));
    var pool = Executors.newFixedThreadPool(8);
    for (var row : rows) {
      pool.execute(
          () -> {
            try {
              var server = servers.get(row.server());
              run(row, server, keys, wanted.get(row.server()));
            } catch (RuntimeException | Error e) {
              faults.add(row.file() + " / " + row.name() + ": " + e);
            }
          });
    }
    pool.shutdown();
    assertThat(pool.awaitTermination(5, TimeUnit.MINUTES)).isTrue();
    assertThat(String.join("\n", faults)).isEmpty();
    for (var server : servers.entrySet()) {
      server.getValue().close();
      assertThat(server.getValue().decisions().size())
          .as("decisions of %s", server.getKey())
          .isEqualTo(wanted.get(server.getKey()).get());
    }
    assertThat(new TreeSet<>(authorizationIds)).isSubsetOf(entryHashes(servers));
  }

  private final ConcurrentLinkedQueue<String> authorizationIds = new ConcurrentLinkedQueue<>();

  private static Set<String> entryHashes(Map<String, TestGateway> servers) throws Exception {
    var hashes = new TreeSet<String>();
    for (var server : servers.values()) {
      for (var line : Files.readAllLines(server.log)) {
        var digest = java.security.MessageDigest.getInstance("SHA-256");
        digest.update((byte) 0);
        digest.update(line.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        hashes.add(java.util.HexFormat.of().formatHex(digest.digest()));
      }
    }
    return hashes;
  }

  private void run(
      HostileRow row, TestGateway server, Map<String, String> keys, AtomicInteger decisions) {
    var logs = row.number("logs", 0);
    decisions.addAndGet(logs);
    try (var wire = new Wire(server.port())) {
      var token = token(row);
      wire.send(row.bytes(text -> fill(text, keys).replace("{token}", token)));
      var answer = row.flag("head") ? wire.readHead() : wire.read();
      expect(row, "status", row.number("status", 0), answer.status());
      // Vert.x itself answers 501 to another HTTP than 1.x, as RFC 9110 lets it.
      if (answer.status() >= 500 && row.number("status", 0) != 501) {
        faults.add(row.file() + " / " + row.name() + ": " + answer.status());
      }
      check(row, answer);
      for (var more = row.number("answers", 1); more > 1; more--) {
        expect(row, "next status", row.number("status", 0), wire.read().status());
      }
      if (row.flag("closes")) {
        expect(row, "closes", true, wire.isClosed());
      }
    }
  }

  private String token(HostileRow row) {
    return row.row().get("token") instanceof JsonObject recipe
        ? mint.token(recipe, Instant.now())
        : "";
  }

  private void check(HostileRow row, Wire.Answer answer) {
    if (answer.status() == 0 || answer.status() == 501 || row.flag("head")) {
      return;
    }
    if (answer.status() >= 400) {
      expect(row, "content type", "application/problem+json", answer.headers().get("content-type"));
      expect(row, "problem status", answer.status(), number(answer, "status"));
      row.row()
          .string("pointer")
          .ifPresent(pointer -> expect(row, "pointer", pointer, answer.text("pointer")));
      return;
    }
    row.row()
        .string("decision")
        .ifPresent(decision -> expect(row, "decision", decision, answer.text("decision")));
    if (row.number("logs", 0) == 1) {
      authorizationIds.add(answer.text("authorization_id"));
    }
    if (!answer.headers().getOrDefault("content-type", "").equals("application/json")) {
      return;
    }
    if (answer.json().get("results") instanceof JsonArray results) {
      for (var item : results.items()) {
        authorizationIds.add(((JsonObject) item).string("authorization_id").orElse(""));
      }
    }
    if (row.flag("requestIdIsNew")) {
      var id = answer.headers().getOrDefault("x-request-id", "");
      expect(row, "request id", true, id.length() == 32 && Texts.isLowerHex(id, 0, 32));
    }
    if (row.flag("noTrace")) {
      expect(row, "traceresponse", false, answer.headers().containsKey("traceresponse"));
    }
  }

  private static int number(Wire.Answer answer, String name) {
    return answer.json().get(name) instanceof dev.canopy.json.JsonNumber n ? (int) n.value() : -1;
  }

  private void expect(HostileRow row, String what, Object wanted, Object found) {
    if (!wanted.equals(found)) {
      faults.add(row.file() + " / " + row.name() + ": " + what + " " + wanted + ", found " + found);
    }
  }

  private static Map<String, String> keys(Path file) throws GatewayException {
    var keys = new ApiKeys(file, InstantSource.system());
    var made = new HashMap<String, String>();
    for (var role : Role.values()) {
      made.put(
          role.wireName(),
          keys.add(role.wireName(), role, null, JsonObject.EMPTY, List.of()).secret());
    }
    var revoked = keys.add("revoked", Role.AGENT, null, JsonObject.EMPTY, List.of());
    keys.revoke("revoked");
    made.put("revoked", revoked.secret());
    made.put("hash", ApiKeys.hash(made.get("agent")));
    made.put("id", keys.list().get(0).id());
    return made;
  }

  private static List<User> users(Path file) throws GatewayException {
    var made = new ArrayList<User>();
    for (var role : Role.values()) {
      made.add(
          new Users(file, InstantSource.system())
              .add(role.wireName(), role, "correct horse battery"));
    }
    return made;
  }

  private static Map<String, String> sessions(TestGateway server, List<User> users) {
    var made = new HashMap<String, String>();
    var people = server.gateway.people();
    for (var user : users) {
      var started = people.start(user);
      made.put("session-" + user.name(), "canopy-session=" + started.secret());
      made.put("csrf-" + user.name(), started.session().csrfToken());
    }
    made.put("secret-admin", made.get("session-admin").substring("canopy-session=".length()));
    made.put("hash-admin", ApiKeys.hash(made.get("secret-admin")));
    var ended = people.start(users.get(0));
    people.sessions().end("canopy-session=" + ended.secret());
    made.put("session-ended", "canopy-session=" + ended.secret());
    return made;
  }

  private static String fill(String text, Map<String, String> keys) {
    var out = text;
    for (var key : keys.entrySet()) {
      out = out.replace("{" + key.getKey() + "}", key.getValue());
    }
    var agent = keys.get("agent");
    return out.replace("{agent-1}", agent.substring(0, agent.length() - 1))
        .replace("{AGENT}", agent.toUpperCase(Locale.ROOT));
  }

  @Test
  void names_areThereOnce() throws Exception {
    var names = new ArrayList<String>();
    for (var row : rows()) {
      names.add(row.file() + " / " + ((JsonString) row.row().get("name")).value());
    }
    assertThat(names).doesNotHaveDuplicates();
  }
}
