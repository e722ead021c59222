package dev.canopy.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.canopy.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several processes, and what happens to a log from outside while it is open. */
class ProcessesTest {
  private static final InstantSource CLOCK = InstantSource.system();

  private final Path log;

  ProcessesTest(@TempDir Path dir) {
    this.log = dir.resolve("audit.log");
  }

  private static void assertHolds(Path log, List<String> acknowledged) throws Exception {
    assertThat(AuditVerifier.verify(log)).isInstanceOf(Verdict.Intact.class);
    var lines = Files.readAllLines(log);
    for (var ack : acknowledged) {
      // A process that is killed may leave half a line on its output.
      if (ack.matches("[0-9]+ [0-9a-f]{64}")) {
        var space = ack.indexOf(' ');
        assertThat(AuditLogTest.leafHash(lines.get(Integer.parseInt(ack.substring(0, space)))))
            .isEqualTo(ack.substring(space + 1));
      }
    }
  }

  @Test
  void shared_threeProcesses_oneChain() throws Exception {
    var children = List.of(Child.start(log, "shared", 100), Child.start(log, "shared", 100));
    var acknowledged = new ArrayList<String>();
    try (var mine = AuditLog.open(log, CLOCK, AuditOptions.SHARED)) {
      for (var i = 0; i < 100; i++) {
        var receipt = AuditLogTest.append(mine, "DENY");
        acknowledged.add(receipt.entryIndex() + " " + receipt.entryHash());
      }
    }
    for (var child : children) {
      try (var output = Child.output(child)) {
        acknowledged.addAll(Child.rest(output));
      }
      assertThat(child.waitFor()).isZero();
    }
    assertHolds(log, acknowledged);
    AuditLogTest.assertChained(log, 1 + 100 + 2 * 200);
  }

  @Test
  void exclusive_secondProcess_isRefusedWithTheOwner() throws Exception {
    try (var mine = AuditLog.open(log, CLOCK)) {
      AuditLogTest.append(mine, "ALLOW");
      for (var mode : List.of("exclusive", "shared")) {
        var child = Child.start(log, mode, 1);
        try (var output = Child.output(child)) {
          assertThat(output.readLine())
              .startsWith("refused")
              .contains("process " + ProcessHandle.current().pid());
        }
        child.waitFor();
      }
      AuditLogTest.append(mine, "ALLOW");
    }
    AuditLogTest.assertChained(log, 3);
  }

  @Test
  void open_twiceInOneProcess_sharesTheWriter() throws Exception {
    var one = AuditLog.open(log, CLOCK);
    var two = AuditLog.open(log, CLOCK);
    AuditLogTest.append(one, "ALLOW");
    AuditLogTest.append(two, "ALLOW");
    one.close();
    one.close();
    AuditLogTest.append(two, "ALLOW");
    assertThatThrownBy(() -> AuditLogTest.append(one, "ALLOW")).hasMessageContaining("closed");
    assertThatThrownBy(() -> AuditLog.open(log, CLOCK, AuditOptions.SHARED))
        .isInstanceOf(AuditException.class)
        .hasMessageContaining("other options");
    var link = Files.createSymbolicLink(log.resolveSibling("link"), log);
    var three = AuditLog.open(link, CLOCK);
    AuditLogTest.append(three, "ALLOW");
    three.close();
    var hard = Files.createLink(log.resolveSibling("hard"), log);
    assertThatThrownBy(() -> AuditLog.open(hard, CLOCK)).hasMessageContaining("another name");
    two.close();
    AuditLogTest.assertChained(log, 5);
  }

  /** Options that say the same are the same, one by one. */
  @Test
  void open_twiceWithEqualOptions_sharesTheWriter() throws Exception {
    var changed =
        List.<UnaryOperator<AuditOptions>>of(
            o -> o.withShared(true),
            o -> o.withLockPatience(Duration.ofDays(1)),
            o -> o.withDurability(Durability.SIGNED),
            o -> o.withCheckpointInterval(Duration.ofDays(1)),
            o -> o.withSignOnClose(false),
            o -> o.withUnsignedAtMost(Duration.ofDays(1)),
            o -> o.withHeartbeat(Duration.ofDays(1)),
            o -> o.withSegmentBytes(1 << 20),
            o -> o.withSegmentAge(Duration.ofDays(1)),
            o -> o.withLowSpaceBytes(1),
            o -> o.withBallastBytes(1));
    for (var change : changed) {
      var options = change.apply(AuditOptions.EXCLUSIVE);
      assertThat(options).isEqualTo(change.apply(AuditOptions.EXCLUSIVE));
      assertThat(options).hasSameHashCodeAs(change.apply(AuditOptions.EXCLUSIVE));
      assertThat(options).isNotEqualTo(AuditOptions.EXCLUSIVE);
      try (var one = AuditLog.open(log, CLOCK, options);
          var two = AuditLog.open(log, CLOCK, change.apply(AuditOptions.EXCLUSIVE))) {
        AuditLogTest.append(one, "ALLOW");
        AuditLogTest.append(two, "ALLOW");
        assertThatThrownBy(() -> AuditLog.open(log, CLOCK)).hasMessageContaining("other options");
      }
    }
  }

  @Test
  void append_afterTheFileWasTouched_failsFromThenOn() throws Exception {
    var moved = log.resolveSibling("audit.log.1");
    for (var harm :
        List.<Harm>of(
            () -> Files.move(log, moved),
            () -> Files.delete(log),
            () -> Files.copy(log, Files.createFile(moved), StandardCopyOption.REPLACE_EXISTING),
            () -> Files.writeString(log, "x", StandardOpenOption.APPEND),
            () -> Files.write(log, new byte[0]))) {
      Files.deleteIfExists(log);
      Files.deleteIfExists(moved);
      forget();
      try (var mine = AuditLog.open(log, CLOCK)) {
        AuditLogTest.append(mine, "ALLOW");
        harm.apply();
        if (Files.exists(moved) && Files.exists(log)) {
          Files.write(log, new byte[0]); // as logrotate's copytruncate does
        }
        for (var i = 0; i < 2; i++) {
          assertThatThrownBy(() -> AuditLogTest.append(mine, "ALLOW"))
              .hasCauseInstanceOf(AuditException.class)
              .hasMessageContaining("nothing more is written");
        }
      }
    }
    assertThatThrownBy(() -> AuditLog.open(log, CLOCK)).hasMessageContaining("was emptied");
    Files.delete(log);
    assertThatThrownBy(() -> AuditLog.open(log, CLOCK)).hasMessageContaining("is gone");
    Files.delete(log.resolveSibling("audit.log.lock"));
    assertThatThrownBy(() -> AuditLog.open(log, CLOCK)).hasMessageContaining("is gone");
    forget();
    AuditLog.open(log, CLOCK).close();
  }

  /** What one does to begin a new log in the same place. */
  private void forget() throws Exception {
    Files.deleteIfExists(log.resolveSibling("audit.log.lock"));
    if (Files.exists(log.resolveSibling("audit.log.d"))) {
      try (var files = Files.walk(log.resolveSibling("audit.log.d"))) {
        for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  interface Harm {
    void apply() throws Exception;
  }

  @Test
  void append_interruptedCaller_leavesTheLogOpen() throws Exception {
    try (var mine = AuditLog.open(log, CLOCK)) {
      Thread.currentThread().interrupt();
      AuditLogTest.append(mine, "ALLOW");
      assertThat(Thread.interrupted()).isTrue();
      AuditLogTest.append(mine, "ALLOW");
    }
    Thread.currentThread().interrupt();
    AuditLog.open(log, CLOCK).close();
    assertThat(Thread.interrupted()).isTrue();
    AuditLogTest.assertChained(log, 3);
  }

  @Test
  void append_whatDependsOnTheStage_mayBlockOnTheLog() throws Exception {
    try (var mine = AuditLog.open(log, CLOCK)) {
      var stages = new ArrayList<CompletableFuture<Receipt>>();
      for (var i = 0; i < 50; i++) {
        stages.add(
            mine.append(AuditLogTest.event("ALLOW"))
                .thenApply(r -> AuditLogTest.append(mine, "DENY"))
                .toCompletableFuture());
      }
      CompletableFuture.allOf(stages.toArray(new CompletableFuture<?>[0])).join();
    }
    AuditLogTest.assertChained(log, 101);
  }

  /** A program that waits for a stage and not for the receipt itself. */
  static final class Waiting {
    public static void main(String[] args) throws Exception {
      try (var log = AuditLog.open(Path.of(args[0]), InstantSource.system())) {
        var seen = new CountDownLatch(1);
        log.append(AuditLogTest.event("ALLOW")).thenAccept(r -> seen.countDown());
        System.out.println(seen.await(1, TimeUnit.MINUTES) ? "completed" : "never completed");
      }
    }
  }

  @Test
  void append_whereTheCommonPoolHasNoThreads_completesStages() throws Exception {
    var child =
        Child.start(
            Waiting.class,
            "-Djava.util.concurrent.ForkJoinPool.common.parallelism=0",
            log.toString());
    try (var output = Child.output(child)) {
      assertThat(Child.rest(output)).containsExactly("completed");
    }
  }

  @Test
  void append_moreThanMayWait_failsAtOnce() throws Exception {
    var disk = new SimDisk(1);
    var hold = new CountDownLatch(1);
    InstantSource stuck =
        () -> {
          try {
            hold.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          return Instant.EPOCH;
        };
    var path = Path.of("/sim/audit.log");
    // The genesis is written with a clock that works.
    AuditLog.open(disk, path, CLOCK, AuditOptions.EXCLUSIVE, () -> "0".repeat(32)).close();
    try (var mine =
        AuditLog.open(disk, path, stuck, AuditOptions.EXCLUSIVE, () -> "0".repeat(32))) {
      var event = AuditEvent.of(JsonObject.builder().put("a", "x".repeat(60_000)).build());
      var waiting = new ArrayList<CompletableFuture<Receipt>>();
      var refused = 0;
      for (var i = 0; i < 300; i++) {
        var stage = mine.append(event).toCompletableFuture();
        if (stage.isCompletedExceptionally()) {
          refused++;
        } else {
          waiting.add(stage);
        }
      }
      assertThat(refused).isBetween(10, 30);
      hold.countDown();
      waiting.forEach(CompletableFuture::join);
      AuditLogTest.append(mine, "ALLOW");
    }
  }

  @Test
  void reader_followsTheLog() throws Exception {
    try (var mine = AuditLog.open(log, CLOCK);
        var reader = AuditReader.open(log)) {
      assertThat(reader.poll().orElseThrow().text("action_type")).isEqualTo("audit.genesis");
      assertThat(reader.poll()).isEmpty();
      for (var i = 1; i < 500; i++) {
        var receipt = AuditLogTest.append(mine, "ALLOW");
        var entry = reader.poll().orElseThrow();
        assertThat(entry.hash()).isEqualTo(receipt.entryHash());
        assertThat(entry.line()).isEqualTo(i + 1);
        assertThat(reader.poll()).isEmpty();
      }
      assertThat(reader.isReplaced()).isFalse();
      Files.move(log, log.resolveSibling("moved"));
      assertThat(reader.isReplaced()).isTrue();
    }
  }
}
