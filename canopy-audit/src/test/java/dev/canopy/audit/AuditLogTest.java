package dev.canopy.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.canopy.json.Json;
import dev.canopy.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditLogTest {
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-11-22T10:22:01.123456Z"));

  private final Path dir;

  AuditLogTest(@TempDir Path dir) {
    this.dir = dir;
  }

  static AuditEvent event(String decision) {
    return new AuditEvent(
        JsonObject.builder()
            .put("action_type", "execute_shell")
            .put("decision", decision)
            .put("reason", "é \"quoted\" \n 😀")
            .put("avid", "AVID-0")
            .build(),
        JsonObject.builder().put("policy", "sha256:00").build());
  }

  static Receipt append(AuditLog log, String decision) {
    return log.append(event(decision)).toCompletableFuture().join();
  }

  @Test
  void append_writesTheFormat() throws Exception {
    var file = dir.resolve("audit.log");
    Receipt first;
    Receipt second;
    try (var log = AuditLog.open(file, CLOCK)) {
      first = append(log, "ALLOW");
      second = append(log, "DENY");
    }
    var lines = Files.readString(file).split("\n", -1);
    assertThat(lines).hasSize(4).endsWith("");
    assertThat(lines[0])
        .startsWith(
            "{\"ts\":\"2026-11-22T10:22:01.123456Z\",\"action_type\":\"audit.genesis\",\"seq\":0,"
                + "\"format\":\"canopy-audit-1\",\"algorithm\":\"sha256-rfc6962-leaf\","
                + "\"log_id\":\"")
        .matches(
            ".*\"log_id\":\"([0-9a-f]{32})\",\"origin\":\"(canopy-audit/\\1)\","
                + "\"vkey\":\"\\2\\+[0-9a-f]{8}\\+[0-9A-Za-z+/=]{44}\","
                + "\"prev_hash\":\"0{64}\"}");
    assertThat(lines[2])
        .isEqualTo(
            "{\"ts\":\"2026-11-22T10:22:01.123456Z\",\"action_type\":\"execute_shell\","
                + "\"decision\":\"DENY\",\"reason\":\"é \\\"quoted\\\" \\n 😀\",\"avid\":\"AVID-0\","
                + "\"seq\":2,\"policy\":\"sha256:00\",\"prev_hash\":\""
                + leafHash(lines[1])
                + "\"}");
    assertThat(first).isEqualTo(new Receipt(leafHash(lines[1]), 1, "2026-11-22T10:22:01.123456Z"));
    assertThat(second.entryHash()).isEqualTo(leafHash(lines[2]));
    for (var i = 0; i < 3; i++) {
      assertThat(Json.write(Json.parse(lines[i]))).isEqualTo(lines[i]);
    }
    assertThat(Files.getPosixFilePermissions(file))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
  }

  static String leafHash(String line) throws Exception {
    var sha256 = MessageDigest.getInstance("SHA-256");
    sha256.update((byte) 0);
    return HexFormat.of().formatHex(sha256.digest(line.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void open_again_chainsOn() throws Exception {
    var file = dir.resolve("audit.log");
    for (var i = 1; i < 5; i++) {
      try (var log = AuditLog.open(file, CLOCK)) {
        assertThat(append(log, "ALLOW").entryIndex()).isEqualTo(i);
      }
    }
    assertChained(file, 5);
  }

  static void assertChained(Path file, int entries) throws Exception {
    var lines = Files.readAllLines(file);
    assertThat(lines).hasSize(entries);
    var previous = "0".repeat(64);
    for (var i = 0; i < entries; i++) {
      var json = (JsonObject) Json.parse(lines.get(i));
      assertThat(json.string("prev_hash")).as("line %s", i + 1).contains(previous);
      assertThat(json.get("seq")).isEqualTo(Json.of(i));
      previous = leafHash(lines.get(i));
    }
  }

  @Test
  void append_clockRunningBackwards_keepsTheLastTime() throws Exception {
    var now = new AtomicLong(1_000_000);
    InstantSource clock = () -> Instant.ofEpochSecond(now.getAndDecrement());
    var file = dir.resolve("audit.log");
    var times = new ArrayList<String>();
    for (var i = 0; i < 2; i++) {
      try (var log = AuditLog.open(file, clock)) {
        times.add(append(log, "ALLOW").ts());
        times.add(append(log, "ALLOW").ts());
      }
    }
    assertThat(times).containsOnly("1970-01-12T13:46:40.000000Z");
  }

  @Test
  void append_manyThreads_oneChain() throws Exception {
    var file = dir.resolve("audit.log");
    try (var log = AuditLog.open(file, InstantSource.system())) {
      var threads = new ArrayList<Thread>();
      for (var t = 0; t < 8; t++) {
        var thread =
            new Thread(
                () -> {
                  for (var i = 0; i < 200; i++) {
                    append(log, "ALLOW");
                  }
                });
        thread.start();
        threads.add(thread);
      }
      for (var thread : threads) {
        thread.join();
      }
    }
    assertChained(file, 1601);
  }

  @Test
  void append_whatDoesNotFit() throws Exception {
    var file = dir.resolve("audit.log");
    try (var log = AuditLog.open(file, CLOCK)) {
      for (var bad :
          List.of(
              JsonObject.builder().put("ts", "x").build(),
              JsonObject.builder().put("prev_hash", "x").build(),
              JsonObject.builder().put("long", "x".repeat(65_535)).build())) {
        assertThatThrownBy(() -> log.append(AuditEvent.of(bad)).toCompletableFuture().join())
            .isInstanceOf(CompletionException.class)
            .hasCauseInstanceOf(AuditException.class);
      }
      var longest = 65_535 - EventText.FRAME_BYTES - "\"long\":\"\"".length();
      var fits = JsonObject.builder().put("long", "x".repeat(longest)).build();
      assertThat(log.append(AuditEvent.of(fits)).toCompletableFuture().join().entryIndex())
          .isEqualTo(1);
      append(log, "ALLOW");
    }
    assertChained(file, 3);
    assertThat(Files.readAllLines(file).get(1).length()).isBetween(65_500, 65_535);
  }
}
