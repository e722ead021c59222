package dev.canopy.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No acknowledged entry is without its disclosure, whatever the disk does. */
class DisclosureCrashTest {
  private static final int ROUNDS = Boolean.getBoolean("canopy.long") ? 20_000 : 300;
  private static final Path LOG = Path.of("/sim/audit.log");
  private static final Path BESIDE = Path.of("/sim/audit.log.d/disclosures.jsonl");
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-11-22T10:22:01.123456Z"));

  private final Path copy;

  DisclosureCrashTest(@TempDir Path dir) {
    copy = dir.resolve("audit.log");
  }

  private static AuditLog open(SimDisk disk) throws AuditException {
    return AuditLog.open(disk, LOG, CLOCK, AuditOptions.EXCLUSIVE, () -> "0".repeat(32));
  }

  private static void append(AuditLog log, int events, Random random, List<Receipt> acknowledged) {
    var stages = new ArrayList<CompletionStage<Receipt>>();
    for (var i = 0; i < events; i++) {
      stages.add(log.append(DisclosuresTest.event("c".repeat(random.nextInt(900)), salt(random))));
      if (random.nextInt(3) == 0 || i == events - 1) {
        for (var stage : stages) {
          try {
            acknowledged.add(stage.toCompletableFuture().join());
          } catch (CompletionException e) {
            assertThat(e).hasCauseInstanceOf(AuditException.class);
          }
        }
        stages.clear();
      }
    }
  }

  private static String salt(Random random) {
    return DisclosuresTest.salt(random.nextInt(Integer.MAX_VALUE));
  }

  /** Every acknowledged entry is there and discloses all, but for what was erased. */
  private void assertHolds(SimDisk disk, List<Receipt> acknowledged, EntryNumbers erased)
      throws Exception {
    Files.write(copy, disk.bytes(LOG));
    var there = disk.paths().contains(BESIDE);
    var file = Disclosures.pathFor(copy);
    Files.createDirectories(file.getParent());
    Files.write(file, there ? disk.bytes(BESIDE) : new byte[0]);
    var lines = Tampering.lines(disk.bytes(LOG));
    try (var disclosures = Disclosures.of(copy);
        var reader = AuditReader.open(copy)) {
      var entries = new ArrayList<AuditEntry>();
      for (var next = reader.poll(); next.isPresent(); next = reader.poll()) {
        entries.add(next.get());
      }
      for (var receipt : acknowledged) {
        assertThat(AuditLogTest.leafHash(lines.get((int) receipt.entryIndex())))
            .isEqualTo(receipt.entryHash());
        for (var value : disclosures.reveal(entries.get((int) receipt.entryIndex()).json())) {
          if (!erased.contains(receipt.entryIndex())) {
            assertThat(value.state()).isEqualTo(Disclosures.State.DISCLOSED);
          }
        }
      }
    }
  }

  @Test
  void powerCut_atAnyOperation_noAcknowledgedEntryIsWithoutItsDisclosure() throws Exception {
    for (var round = 0; round < ROUNDS; round++) {
      var random = new Random(round);
      var disk = new SimDisk(round);
      var acknowledged = new ArrayList<Receipt>();
      for (var life = 0; life < 4; life++) {
        disk.arm(random.nextInt(50), SimDisk.Trouble.POWER_CUT, null);
        try (var log = open(disk)) {
          append(log, random.nextInt(12), random, acknowledged);
        } catch (AuditException e) {
          assertThat(disk.isDead()).as("round %s: %s", round, e).isTrue();
        }
        disk = disk.afterPowerCut(false);
      }
      try (var log = open(disk)) {
        append(log, 3, random, acknowledged);
      }
      assertHolds(disk, acknowledged, new EntryNumbers());
    }
  }

  @Test
  void fullDisk_atAnyOperation_failsTheAppendAndNothingElse() throws Exception {
    for (var trouble : List.of(SimDisk.Trouble.ERROR, SimDisk.Trouble.SHORT_WRITE_THEN_FULL)) {
      for (var round = 0; round < ROUNDS; round++) {
        var random = new Random(round);
        var disk = new SimDisk(round);
        var acknowledged = new ArrayList<Receipt>();
        for (var life = 0; life < 3; life++) {
          try (var log = open(disk)) {
            disk.arm(random.nextInt(30), trouble, random.nextBoolean() ? "append" : null);
            append(log, 12, random, acknowledged);
          }
          disk.arm(Integer.MAX_VALUE - 1_000_000, SimDisk.Trouble.ERROR, null);
        }
        assertHolds(disk, acknowledged, new EntryNumbers());
      }
    }
  }

  @Test
  void powerCut_whileErasing_losesNothingElseAndCanBeRepeated() throws Exception {
    for (var round = 0; round < ROUNDS; round++) {
      var random = new Random(round);
      var disk = new SimDisk(round);
      var acknowledged = new ArrayList<Receipt>();
      var erased = new EntryNumbers();
      erased.add(2);
      erased.add(3);
      try (var log = open(disk)) {
        append(log, 8, random, acknowledged);
        disk.arm(round % 20, SimDisk.Trouble.POWER_CUT, null);
        try {
          log.redact(erased, Set.of(), "");
        } catch (AuditException e) {
          assertThat(disk.isDead()).isTrue();
        }
      }
      disk = disk.afterPowerCut(false);
      assertHolds(disk, acknowledged, erased);
      try (var log = open(disk)) {
        log.redact(erased, Set.of(), "");
        append(log, 2, random, acknowledged);
      }
      assertHolds(disk, acknowledged, erased);
      assertThat(new String(disk.bytes(BESIDE), StandardCharsets.UTF_8))
          .doesNotContain("{\"seq\":2,")
          .doesNotContain("{\"seq\":3,");
      var check = DisclosureCheck.of(copy);
      assertThat(check.missing() + check.tampered()).isZero();
    }
  }

  /** What a batch left that never got into the log is taken away before the next is written. */
  @Test
  void orphans_ofADeadWriter_areTakenAway() throws IOException, AuditException {
    var disk = new SimDisk(1);
    var acknowledged = new ArrayList<Receipt>();
    try (var log = open(disk)) {
      append(log, 2, new Random(1), acknowledged);
    }
    var bytes = new String(disk.bytes(BESIDE), StandardCharsets.UTF_8);
    var orphan =
        "{\"seq\":3,\"name\":\"a\",\"salt\":\"0123456789012345678901\",\"value\":\"orphan\"}\n{\"se";
    disk.overwrite(BESIDE, (bytes + orphan).getBytes(StandardCharsets.UTF_8));
    try (var log = open(disk)) {
      append(log, 1, new Random(2), acknowledged);
    }
    assertThat(new String(disk.bytes(BESIDE), StandardCharsets.UTF_8))
        .startsWith(bytes)
        .doesNotContain("orphan");
  }
}
