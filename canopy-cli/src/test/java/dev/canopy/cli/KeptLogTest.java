package dev.canopy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.canopy.audit.AuditEvent;
import dev.canopy.audit.AuditLog;
import dev.canopy.audit.AuditOptions;
import dev.canopy.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code canopy log prune} and {@code log recover}, and what other commands say afterwards. */
class KeptLogTest {
  private static final Instant START = Instant.parse("2026-11-20T00:00:00Z");
  private static final Path RECORDED = Testdata.root().resolve("cli/kept");

  @Test
  void prune_isAsRecorded(@TempDir Path directory) throws Exception {
    write(directory);
    replay("prune.txt", directory);
  }

  @Test
  void recover_isAsRecorded(@TempDir Path temporary) throws Exception {
    var directory = ofOneLength(temporary);
    var log = directory.resolve("audit.log");
    write(directory);
    var lines = Files.readAllLines(log);
    Files.writeString(log, String.join("\n", lines.subList(0, lines.size() - 1)) + "\n");
    replay("recover.txt", directory);
  }

  /** What the log records of a loss has the path in it, and so have its lengths. */
  private static Path ofOneLength(Path temporary) throws Exception {
    var missing = 100 - temporary.toRealPath().toString().length();
    return Files.createDirectory(temporary.toRealPath().resolve("d".repeat(Math.max(1, missing))));
  }

  private static void write(Path directory) throws Exception {
    var hours = new AtomicLong();
    InstantSource clock = () -> START.plusSeconds(3600 * hours.getAndIncrement());
    var options = AuditOptions.EXCLUSIVE.withSegmentBytes(2_000);
    var denied = JsonObject.builder().put("action_type", "deploy").put("decision", "DENY").build();
    try (var open = AuditLog.open(directory.resolve("audit.log"), clock, options)) {
      for (var i = 0; i < 60; i++) {
        open.append(new AuditEvent(denied, JsonObject.EMPTY)).toCompletableFuture().join();
      }
    }
  }

  private static void replay(String name, Path directory) throws Exception {
    var recorded = Files.readString(RECORDED.resolve(name));

    var replayed = new Transcript(directory.toRealPath()).replay(recorded);

    if (Boolean.getBoolean("canopy.accept")) {
      Files.writeString(RECORDED.resolve(name), replayed);
    } else {
      assertThat(replayed)
          .as("testdata/cli/kept/%s; to accept a change run with -Dcanopy.accept=true", name)
          .isEqualTo(recorded);
    }
  }
}
