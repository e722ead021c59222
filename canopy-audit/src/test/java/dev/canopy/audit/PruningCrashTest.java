package dev.canopy.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pruning that is cut short at each step leaves a log in order, and pruning again finishes it. */
class PruningCrashTest {
  private static final int SEEDS = Boolean.getBoolean("canopy.long") ? 200 : 1;
  private static final Path LOG = Path.of("/sim/audit.log");
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-11-22T10:22:01.123456Z"));
  private static final AuditOptions OPTIONS =
      AuditOptions.EXCLUSIVE.withSegmentBytes(15_000).withCheckpointInterval(Duration.ofDays(1));

  private final Path dir;
  private int copies;

  PruningCrashTest(@TempDir Path dir) {
    this.dir = dir;
  }

  private static AuditLog open(SimDisk disk) throws AuditException {
    return AuditLog.open(disk, LOG, CLOCK, OPTIONS, () -> "0".repeat(32));
  }

  private static List<Receipt> write(SimDisk disk, int events) throws Exception {
    var receipts = new ArrayList<Receipt>();
    try (var log = open(disk)) {
      var stages = new ArrayList<CompletionStage<Receipt>>();
      for (var i = 1; i <= events; i++) {
        stages.add(log.append(DisclosuresTest.event("rm " + i, DisclosuresTest.salt(i))));
        if (i % 50 == 0 || i == events) {
          stages.forEach(stage -> receipts.add(stage.toCompletableFuture().join()));
          stages.clear();
        }
      }
    }
    return receipts;
  }

  /** Verifies it as it is, on the disk of this machine. */
  private Path copy(SimDisk disk) throws Exception {
    var folder = dir.resolve("" + copies++);
    disk.copyTo(folder);
    return folder.resolve("sim/audit.log");
  }

  private static void assertProofsHold(Path log, List<Receipt> receipts, NoteKey key)
      throws Exception {
    var paths = new LogPaths(log);
    var checkpoint =
        SignedCheckpoint.open(Files.readAllBytes(paths.checkpoint()), key).checkpoint();
    var nodes = new TileReader(paths.folder(), checkpoint.treeSize());
    for (var receipt : receipts) {
      InclusionProof.create(nodes, receipt.entryIndex(), checkpoint.treeSize())
          .verify(Hash.ofHex(receipt.entryHash()), checkpoint.root());
    }
  }

  @Test
  void powerCut_atEachStep_nothingElseIsLost_andPruningAgainFinishesIt() throws Exception {
    var cuts = 0;
    var unfinished = 0;
    var before = new SimDisk(0);
    var written = write(before, 300);
    var segments = new LogPaths(LOG).closedSegments(before);
    assertThat(segments).hasSizeGreaterThan(4);
    // The first pruning is whole, so that the second goes on from what it left.
    var first = segments.get(0).end();
    try (var log = open(before)) {
      assertThat(log.prune(first, "")).hasSize(1);
    }
    var below = segments.get(segments.size() - 2).end();
    for (var seed = 0; seed < SEEDS; seed++) {
      for (var step = 0; ; step++) {
        var disk = before.copy(1_000L * seed + step);
        var receipts = new ArrayList<>(written);
        try (var log = open(disk)) {
          disk.arm(step, SimDisk.Trouble.POWER_CUT, null);
          log.prune(below, "old");
        } catch (AuditException e) {
          assertThat(disk.isDead()).as("step %s: %s", step, e).isTrue();
        }
        if (!disk.isDead()) {
          assertThat(step).isGreaterThan(30);
          break;
        }
        cuts++;
        disk = disk.afterPowerCut(false);
        var there = AuditVerifier.verify(copy(disk));
        var where = "seed " + seed + ", step " + step + ": " + there.words();
        // A batch that no one was told of may be torn; it is cut off when the log is opened.
        assertThat(there).as(where).isInstanceOfAny(Verdict.Pruned.class, Verdict.TornTail.class);
        var minimum = there.chained().first();
        assertThat(minimum).as(where).isBetween(first, below);
        var wasRecorded = there instanceof Verdict.Pruned p && p.toGo() == below;
        assertThat(minimum == first || wasRecorded).as(where).isTrue();
        unfinished += wasRecorded && minimum < below ? 1 : 0;

        receipts.addAll(write(disk, 1));
        try (var log = open(disk)) {
          log.prune(below, "again");
        }
        receipts.addAll(write(disk, 1));
        var copy = copy(disk);
        var said = AuditVerifier.assess(copy, Expectation.NONE, null);
        assertThat(said.verdict())
            .as(where)
            .isInstanceOfSatisfying(
                Verdict.Pruned.class, v -> assertThat(v.below()).isEqualTo(below));
        assertProofsHold(copy, receipts, Objects.requireNonNull(said.seal().key()));
        assertThat(DisclosureCheck.of(copy).missing()).as(where).isZero();
        assertThat(DisclosureCheck.of(copy).disclosed()).as(where).isPositive();
      }
    }
    assertThat(cuts).isGreaterThan(30 * SEEDS);
    assertThat(unfinished).isGreaterThan(2 * SEEDS);
  }

  @Test
  void faultyDisk_atEachStep_refusesOrStops_andLosesNothing() throws Exception {
    var before = new SimDisk(0);
    var written = write(before, 300);
    var below = new LogPaths(LOG).closedSegments(before).get(2).end();
    for (var step = 0; ; step++) {
      var disk = before.copy(step);
      var receipts = new ArrayList<>(written);
      var reached = false;
      try (var log = open(disk)) {
        var at = disk.operations() + step;
        disk.arm(step, SimDisk.Trouble.ERROR, null);
        try {
          log.prune(below, "old");
        } catch (AuditException e) {
          assertThat(disk.operations()).isGreaterThan(at);
        }
        reached = disk.operations() > at;
      }
      disk.arm(Integer.MAX_VALUE / 2, SimDisk.Trouble.ERROR, null);
      var there = AuditVerifier.verify(copy(disk));
      assertThat(there)
          .as("step %s: %s", step, there.words())
          .isInstanceOfAny(Verdict.Pruned.class, Verdict.Intact.class);
      try (var log = open(disk)) {
        log.prune(below, "again");
      }
      receipts.addAll(write(disk, 1)); // makes lost tiles of the edge anew
      var copy = copy(disk);
      var said = AuditVerifier.assess(copy, Expectation.NONE, null);
      assertThat(said.verdict()).as("step %s", step).isInstanceOf(Verdict.Pruned.class);
      assertProofsHold(copy, receipts, Objects.requireNonNull(said.seal().key()));
      if (!reached) {
        assertThat(step).isGreaterThan(30);
        break;
      }
    }
  }
}
