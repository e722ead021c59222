package dev.canopy.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Each call to the disk that a log makes in its life, and each way in which it can fail. What was
 * acknowledged is there afterwards, and the verdict is that of the naive twin. The life: a log is
 * made, written to, rotated and signed, closed, opened again, written to, redacted, and closed.
 *
 * <p>This is the form that runs everywhere; {@link StraceTest} makes the system calls themselves
 * fail, where that can be done.
 */
class FaultMatrixTest {
  private static final boolean LONG = Boolean.getBoolean("canopy.long");
  private static final Path LOG = Path.of("/sim/audit.log");
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-11-22T10:22:01.123456Z"));

  private final Path dir;

  FaultMatrixTest(@TempDir Path dir) {
    this.dir = dir;
  }

  /** A life of a log, the same for the same seed. */
  private static final class Life {
    private final Random random;
    private final List<Receipt> acknowledged = new ArrayList<>();
    private final EntryNumbers redacted = new EntryNumbers();
    private final boolean enumerated;

    Life(long seed, boolean enumerated) {
      this.random = new Random(seed);
      this.enumerated = enumerated;
    }

    void live(SimDisk disk) {
      for (var life = 0; life < 2; life++) {
        var options =
            AuditOptions.EXCLUSIVE
                .withSigner(RememberingSigner.INSTANCE)
                .withCheckpointInterval(
                    enumerated || random.nextBoolean() ? Duration.ofDays(1) : Duration.ZERO)
                .withSegmentBytes(enumerated ? 1_300 : 600 + random.nextInt(3_000));
        try (var log = AuditLog.open(disk, LOG, CLOCK, options, () -> "0".repeat(32))) {
          for (var i = 0; i < (enumerated ? 3 : 1 + random.nextInt(8)); i++) {
            append(log, life * 10 + i);
          }
          if (life == 1) {
            redact(log);
          }
        } catch (AuditException e) {
          assertThat(e).hasMessageContaining("`");
        }
      }
    }

    private void append(AuditLog log, int number) {
      var event =
          number % 2 == 0
              ? AuditLogTest.event("ALLOW")
              : DisclosuresTest.event("command " + number, DisclosuresTest.salt(number));
      try {
        acknowledged.add(log.append(event).toCompletableFuture().join());
      } catch (CompletionException e) {
        assertThat(e).hasCauseInstanceOf(AuditException.class);
      }
    }

    private void redact(AuditLog log) {
      var entries = new EntryNumbers();
      entries.add(2);
      try {
        redacted.add(2); // from now on it may be gone
        log.redact(entries, Set.of(), "a test");
      } catch (AuditException e) {
        // Said to who asked for it.
      }
    }
  }

  @Test
  void everyCall_failingInEachWay_losesNothing() throws Exception {
    var seen = new TreeMap<String, Integer>();
    for (var trouble : SimDisk.Trouble.values()) {
      for (var call = 0; ; call++) {
        var fired = run(7, call, trouble, true, seen);
        if (!fired) {
          assertThat(call).as("calls of a life").isGreaterThan(60);
          break;
        }
      }
    }
    System.out.println(seen);
    assertThat(seen.keySet()).contains("intact", "torn_tail");
  }

  @Test
  void generatedLives_losesNothing() throws Exception {
    var seen = new TreeMap<String, Integer>();
    for (var seed = 0; seed < (LONG ? 50_000 : 150); seed++) {
      var random = new Random(seed * 0x9E3779B97F4A7C15L);
      var troubles = List.of(SimDisk.Trouble.values());
      var trouble = troubles.get(random.nextInt(troubles.size()));
      run(seed, random.nextInt(160), trouble, false, seen);
    }
    assertThat(seen.keySet()).contains("intact");
  }

  /** False if the life had ended before the call that was to fail. */
  private boolean run(
      long seed, int call, SimDisk.Trouble trouble, boolean enumerated, Map<String, Integer> seen)
      throws Exception {
    var what = trouble + " at call " + call + ", seed " + seed;
    var disk = new SimDisk(seed * 31 + call);
    disk.arm(call, trouble, null);
    var life = new Life(seed, enumerated);
    life.live(disk);
    var fired = disk.hasFired();
    // A process that dies here leaves what the disk then has; sooner or later the power fails.
    var after = disk.isDead() || call % 3 == 0 ? disk.afterPowerCut(false) : disk;
    after.arm(Integer.MAX_VALUE / 2, SimDisk.Trouble.ERROR, null);
    if (after.paths().contains(LOG) || !life.acknowledged.isEmpty()) {
      check(after, life, what, seen);
    }
    var options = AuditOptions.EXCLUSIVE.withSigner(RememberingSigner.INSTANCE);
    try (var log = AuditLog.open(after, LOG, CLOCK, options, () -> "0".repeat(32))) {
      life.append(log, 100);
      assertThatCode(() -> life.append(log, 101)).doesNotThrowAnyException();
    } catch (AuditException e) {
      throw new AssertionError(what, e);
    }
    check(after, life, what, new TreeMap<>());
    var whole = whole(after);
    assertThat(whole.verdict(null)).as(what).isEqualTo("intact " + whole.lines().size());
    return fired;
  }

  private static NaiveLog whole(SimDisk disk) {
    return World.naive(disk.below(LOG));
  }

  private void check(SimDisk disk, Life life, String what, Map<String, Integer> seen)
      throws Exception {
    var whole = whole(disk);
    var hashes = whole.hashes();
    for (var receipt : life.acknowledged) {
      assertThat(receipt.entryIndex()).as(what).isLessThan(hashes.size());
      assertThat(hashes.get((int) receipt.entryIndex())).as(what).isEqualTo(receipt.entryHash());
    }
    var folder = Files.createTempDirectory(dir, "copy");
    var place = new World.Place(folder);
    place.put(disk.below(LOG));
    if (!whole.segments().isEmpty() || Files.exists(place.log())) {
      var said = NaiveLog.said(AuditVerifier.assess(place.log(), Expectation.NONE, null));
      assertThat(said).as(what).isEqualTo(whole.verdict(null));
      seen.merge(said.substring(0, said.indexOf(' ')), 1, Integer::sum);
      if (said.startsWith("intact")) {
        checkValues(place.log(), life, what);
      }
    }
    World.delete(folder);
  }

  private static void checkValues(Path log, Life life, String what) throws Exception {
    try (var reader = AuditReader.open(log);
        var beside = Disclosures.of(log)) {
      for (var entry = reader.poll(); entry.isPresent(); entry = reader.poll()) {
        var index = entry.get().line() - 1;
        var isAcknowledged = life.acknowledged.stream().anyMatch(r -> r.entryIndex() == index);
        for (var value : beside.reveal(entry.get().json())) {
          if (isAcknowledged && !life.redacted.contains(index)) {
            assertThat(value.state()).as(what).isEqualTo(Disclosures.State.DISCLOSED);
          }
        }
      }
    }
  }
}
