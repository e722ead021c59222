package dev.canopy.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that is full, or nearly: what was acknowledged is there, and the log ends in order. */
class DiskFullTest {
  private static final Path LOG = Path.of("/sim/audit.log");
  private static final LogPaths PATHS = new LogPaths(LOG);
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-11-22T10:22:01.123456Z"));

  /** Small enough for many of them, large enough for an entry, a checkpoint and tiles. */
  private static final AuditOptions OPTIONS =
      AuditOptions.EXCLUSIVE
          .withSigner(RememberingSigner.INSTANCE)
          .withCheckpointInterval(Duration.ofDays(1))
          .withLowSpaceBytes(4_000)
          .withBallastBytes(3_000);

  private static AuditLog open(SimDisk disk, AuditOptions options) throws AuditException {
    return AuditLog.open(disk, LOG, CLOCK, options, () -> "0".repeat(32));
  }

  /** Appends until that fails; null if it does not. */
  private static @Nullable String fill(AuditLog log, int most, List<Receipt> acknowledged) {
    for (var i = 0; i < most; i++) {
      try {
        acknowledged.add(AuditLogTest.append(log, "ALLOW"));
      } catch (CompletionException e) {
        return String.valueOf(e.getMessage());
      }
    }
    return null;
  }

  private static void assertEndsInOrder(SimDisk disk, List<Receipt> acknowledged) throws Exception {
    var lines = Tampering.lines(disk.bytes(LOG));
    assertThat(Tampering.verify(disk.bytes(LOG))).isInstanceOf(Verdict.Intact.class);
    for (var receipt : acknowledged) {
      assertThat(AuditLogTest.leafHash(lines.get((int) receipt.entryIndex())))
          .isEqualTo(receipt.entryHash());
    }
    assertThat(lines.get(lines.size() - 1)).contains("\"audit.disk_full\"");
    assertThat(lines).filteredOn(line -> line.contains("audit.disk_full")).hasSize(1);
    assertThat(Tampering.text(disk.bytes(PATHS.checkpoint())).split("\n", -1)[1])
        .isEqualTo("" + lines.size());
    assertThat(disk.identity(PATHS.ballast())).isNull();
  }

  /** However much room there is at first: denied early, said once, signed, and taken up again. */
  @Test
  void lowSpace_deniesEarly_endsInOrder_andGoesOnWhenThereIsSpace() throws Exception {
    for (var room = 0; room < 9_000; room += 119) {
      var disk = new SimDisk(room);
      var acknowledged = new ArrayList<Receipt>();
      try (var log = open(disk, OPTIONS)) {
        acknowledged.add(AuditLogTest.append(log, "ALLOW"));
        assertThat(disk.identity(PATHS.ballast())).isNotNull();
        disk.room(room);
        assertThat(fill(log, 100, acknowledged))
            .contains("disk space", "bytes are left where `/sim/audit.log` is", "free some");
        assertThat(log.failure()).isPresent();
        assertEndsInOrder(disk, acknowledged);
        assertThat(fill(log, 1, acknowledged)).contains("disk space");
        assertEndsInOrder(disk, acknowledged);
        disk.room(4_000 + 2_999); // enough to go on with, not to begin again
        assertThat(fill(log, 1, acknowledged)).contains("disk space");
        disk.room(100_000);
        assertThat(fill(log, 5, acknowledged)).isNull();
        assertThat(log.failure()).isEmpty();
        assertThat(disk.identity(PATHS.ballast())).isNotNull();
      }
      assertThat(Tampering.verify(disk.bytes(LOG))).isInstanceOf(Verdict.Intact.class);
    }
  }

  /** Without a watermark the disk refuses, at any byte of an entry. */
  @Test
  void fullDisk_atAnyByte_endsInOrder_andGoesOnWhenThereIsSpace() throws Exception {
    for (var room = 0; room < 400; room++) {
      var disk = new SimDisk(room);
      var acknowledged = new ArrayList<Receipt>();
      try (var log = open(disk, OPTIONS.withLowSpaceBytes(0))) {
        acknowledged.add(AuditLogTest.append(log, "ALLOW"));
        disk.room(room);
        assertThat(fill(log, 100, acknowledged)).contains("No space left", "free some");
        assertEndsInOrder(disk, acknowledged);
        disk.room(100_000);
        assertThat(fill(log, 5, acknowledged)).isNull();
        assertThat(disk.identity(PATHS.ballast())).isNotNull();
      }
      assertThat(Tampering.verify(disk.bytes(LOG))).isInstanceOf(Verdict.Intact.class);
    }
  }

  /** Of processes that share a log one says it; all of them go on later. */
  @Test
  void lowSpace_inASharedLog_isSaidOnce() throws Exception {
    var disk = new SimDisk(1);
    var shared = OPTIONS.withShared(true);
    disk.create(PATHS.lock());
    var one = LogWriter.open(disk, LOG, CLOCK, shared, () -> "0".repeat(32));
    var two = LogWriter.open(disk, LOG, CLOCK, shared, () -> "0".repeat(32));
    disk.room(3_999);
    for (var writer : List.of(one, two, one)) {
      assertThatThrownBy(
              () -> writer.append(AuditLogTest.event("ALLOW")).toCompletableFuture().join())
          .hasMessageContaining("disk space");
      assertThat(writer.trouble()).isNotNull();
      assertThat(writer.failure()).isNull();
    }
    assertEndsInOrder(disk, List.of());
    disk.room(100_000);
    for (var writer : List.of(two, one)) {
      writer.append(AuditLogTest.event("ALLOW")).toCompletableFuture().join();
      assertThat(disk.identity(PATHS.ballast())).isNotNull();
    }
    disk.room(10);
    assertThatThrownBy(() -> two.append(AuditLogTest.event("ALLOW")).toCompletableFuture().join())
        .hasMessageContaining("disk space");
    var lines = Tampering.lines(disk.bytes(LOG));
    assertThat(lines).filteredOn(line -> line.contains("audit.disk_full")).hasSize(2);
    one.close();
    two.close();
    assertThat(Tampering.verify(disk.bytes(LOG))).isInstanceOf(Verdict.Intact.class);
  }

  /** A log on a full disk opens, so that it can be read, redacted and waited with. */
  @Test
  void open_onAFullDisk_takesNothingUntilThereIsSpace() throws Exception {
    var disk = new SimDisk(1);
    open(disk, OPTIONS).close();
    disk.room(100);
    var acknowledged = new ArrayList<Receipt>();
    try (var log = open(disk, OPTIONS)) {
      assertThat(log.failure()).isPresent();
      assertThat(fill(log, 1, acknowledged)).contains("disk space");
      assertEndsInOrder(disk, acknowledged);
    }
    assertEndsInOrder(disk, acknowledged);
    disk.room(100_000);
    try (var log = open(disk, OPTIONS)) {
      assertThat(fill(log, 1, acknowledged)).isNull();
    }
  }

  @Test
  void options_refuseWhatIsNoSize() {
    for (var bytes : new long[] {-1, Long.MIN_VALUE, (1L << 60) + 1, Long.MAX_VALUE}) {
      assertThatThrownBy(() -> OPTIONS.withLowSpaceBytes(bytes))
          .hasMessageContaining("lowSpaceBytes");
      assertThatThrownBy(() -> OPTIONS.withBallastBytes(bytes))
          .hasMessageContaining("ballastBytes");
    }
  }

  @Test
  void withoutBallast_itIsSaidIfThereIsRoom() throws Exception {
    var disk = new SimDisk(1);
    try (var log = open(disk, OPTIONS.withBallastBytes(0))) {
      AuditLogTest.append(log, "ALLOW");
      assertThat(disk.identity(PATHS.ballast())).isNull();
      disk.room(3_999);
      assertThat(fill(log, 1, new ArrayList<>())).contains("disk space");
      assertEndsInOrder(disk, List.of());
    }
  }

  /** The real disk: the ballast takes the space that it should, and what is left is known. */
  @Test
  void realDisk_reservesAndMeasures(@TempDir Path dir) throws Exception {
    var file = dir.resolve("d").resolve("ballast");
    RealDisk.INSTANCE.reserve(file, 100_001);
    assertThat(Files.size(file)).isEqualTo(100_001);
    assertThat(RealDisk.INSTANCE.usableBytes(file)).isPositive();
    var log = dir.resolve("audit.log");
    var none = AuditOptions.EXCLUSIVE.withLowSpaceBytes(1L << 60);
    try (var open = AuditLog.open(log, CLOCK, none)) {
      assertThat(open.failure()).isPresent();
      assertThatThrownBy(() -> AuditLogTest.append(open, "ALLOW"))
          .hasMessageContaining("disk space");
    }
    try (var open = AuditLog.open(log, CLOCK)) {
      AuditLogTest.append(open, "ALLOW");
    }
    assertThat(new LogPaths(log).ballast()).hasSize(1 << 20);
    assertThat(AuditVerifier.verify(log)).isInstanceOf(Verdict.Intact.class);
  }
}
