package dev.canopy.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Nothing that was acknowledged is lost, whatever the disk does. */
class CrashTest {
  private static final int ROUNDS = Boolean.getBoolean("canopy.long") ? 100_000 : 700;
  private static final Path LOG = Path.of("/sim/audit.log");
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-11-22T10:22:01.123456Z"));

  private static AuditLog open(SimDisk disk) throws AuditException {
    return open(disk, AuditOptions.EXCLUSIVE);
  }

  private static AuditLog open(SimDisk disk, AuditOptions options) throws AuditException {
    return AuditLog.open(disk, LOG, CLOCK, options, () -> "0".repeat(32));
  }

  /** Seldom or always signed, one segment or many. */
  private static AuditOptions someOptions(Random random) {
    return AuditOptions.EXCLUSIVE
        .withCheckpointInterval(Duration.ofDays(random.nextInt(2)))
        .withSignOnClose(random.nextBoolean())
        .withSegmentBytes(random.nextBoolean() ? 0 : 500 + random.nextInt(4_000));
  }

  /** All segments in their order, as one log. */
  private static byte[] whole(SimDisk disk) throws Exception {
    var all = new ByteArrayOutputStream();
    for (var name : new LogPaths(LOG).closedSegments(disk)) {
      all.writeBytes(disk.bytes(new LogPaths(LOG).segment(name)));
    }
    if (disk.identity(LOG) != null) {
      all.writeBytes(disk.bytes(LOG));
    }
    return all.toByteArray();
  }

  private static Verdict verify(SimDisk disk) throws Exception {
    return Tampering.verify(whole(disk));
  }

  /** The latest checkpoint is by the log's key, and of the tree over the log's first entries. */
  private static void assertSigned(SimDisk disk, @Nullable CheckpointSigner external)
      throws Exception {
    var paths = new LogPaths(LOG);
    var key =
        external != null
            ? external
            : LogKey.ofSeed(KeyFile.seed(disk.bytes(paths.key()), paths.key()))
                .signer("canopy-audit/" + "0".repeat(32));
    var note = disk.bytes(paths.checkpoint());
    var checkpoint = SignedCheckpoint.open(note, key.key()).checkpoint();
    var tree = new Frontier();
    for (var line : Tampering.lines(whole(disk)).subList(0, (int) checkpoint.treeSize())) {
      tree.append(Hash.ofHex(AuditLogTest.leafHash(line)));
    }
    assertThat(checkpoint.root()).isEqualTo(tree.root());
  }

  /** Appends batches until the disk fails or it is done; what was acknowledged is added. */
  private static void append(AuditLog log, int events, Random random, List<Receipt> acknowledged) {
    var stages = new ArrayList<CompletionStage<Receipt>>();
    for (var i = 0; i < events; i++) {
      stages.add(log.append(AuditLogTest.event("ALLOW")));
      if (random.nextInt(3) == 0) {
        drain(stages, acknowledged);
      }
    }
    drain(stages, acknowledged);
  }

  private static void drain(List<CompletionStage<Receipt>> stages, List<Receipt> acknowledged) {
    for (var stage : stages) {
      try {
        acknowledged.add(stage.toCompletableFuture().join());
      } catch (CompletionException e) {
        assertThat(e).hasCauseInstanceOf(AuditException.class);
      }
    }
    stages.clear();
  }

  private static void assertHolds(SimDisk disk, List<Receipt> acknowledged) throws Exception {
    var lines = Tampering.lines(whole(disk));
    for (var receipt : acknowledged) {
      assertThat(AuditLogTest.leafHash(lines.get((int) receipt.entryIndex())))
          .isEqualTo(receipt.entryHash());
    }
  }

  /** What a round of power cuts came to. */
  private record Round(int torn, int rotated, int refused) {
    static final Round NOTHING = new Round(0, 0, 0);

    Round plus(Round other) {
      return new Round(torn + other.torn, rotated + other.rotated, refused + other.refused);
    }
  }

  /** The rounds share nothing, and signatures take most of their time: all cores work on them. */
  @Test
  void powerCut_atAnyOperation_noAcknowledgedEntryIsLost() {
    var all =
        IntStream.range(0, ROUNDS)
            .parallel()
            .mapToObj(CrashTest::powerCuts)
            .reduce(Round.NOTHING, Round::plus);
    assertThat(all.torn()).isGreaterThan(ROUNDS / 20);
    assertThat(all.rotated()).isGreaterThan(ROUNDS / 2);
    assertThat(all.refused()).isLessThan(ROUNDS / 10);
  }

  private static Round powerCuts(int round) {
    try {
      return powerCutsIn(round);
    } catch (Exception | AssertionError e) {
      throw new AssertionError("round " + round, e);
    }
  }

  private static Round powerCutsIn(int round) throws Exception {
    var random = new Random(round);
    var garbage = round % 10 == 9;
    var disk = new SimDisk(round);
    var acknowledged = new ArrayList<Receipt>();
    var refused = 0;
    var signer = round % 2 == 0 ? null : RememberingSigner.INSTANCE;
    for (var life = 0; life < 4; life++) {
      disk.arm(random.nextInt(100), SimDisk.Trouble.POWER_CUT, null);
      try (var log = open(disk, someOptions(random).withSigner(signer))) {
        append(log, random.nextInt(12), random, acknowledged);
      } catch (AuditException e) {
        assertThat(disk.isDead() || garbage).as("%s", e).isTrue();
        if (!disk.isDead()) {
          // Refused: what was acknowledged must still be there for whoever repairs it.
          assertHolds(disk, acknowledged);
          refused++;
          break;
        }
      }
      if (disk.isDead()) {
        disk = disk.afterPowerCut(garbage);
      }
    }
    if (disk.identity(LOG) == null) {
      return new Round(0, 0, refused);
    }
    disk.arm(Integer.MAX_VALUE / 2, SimDisk.Trouble.ERROR, null);
    try (var log = open(disk, AuditOptions.EXCLUSIVE.withSigner(signer))) {
      append(log, 1, random, acknowledged);
    } catch (AuditException e) {
      assertThat(garbage).as("%s", e).isTrue();
      assertHolds(disk, acknowledged);
      return new Round(0, 0, refused);
    }
    assertThat(verify(disk)).isInstanceOf(Verdict.Intact.class);
    assertHolds(disk, acknowledged);
    assertSigned(disk, signer);
    var torn = 0;
    for (var path : disk.paths()) {
      var name = String.valueOf(path.getFileName());
      if (name.startsWith("torn-")) {
        torn++;
        assertThat(name).doesNotContain("pending");
        assertThat(Tampering.text(whole(disk))).contains("\"file\":\"" + name + "\"");
      }
    }
    return new Round(torn, new LogPaths(LOG).closedSegments(disk).size(), refused);
  }

  @Test
  void fullDisk_failsTheBatchAndLeavesNoTrace() throws Exception {
    for (var seed = 0; seed < 200; seed++) {
      var disk = new SimDisk(seed);
      var random = new Random(seed);
      var acknowledged = new ArrayList<Receipt>();
      try (var log = open(disk)) {
        append(log, 3, random, acknowledged);
        var before = disk.bytes(LOG);
        disk.arm(0, SimDisk.Trouble.SHORT_WRITE_THEN_FULL, "append");
        assertThatThrownBy(() -> AuditLogTest.append(log, "ALLOW"))
            .hasCauseInstanceOf(AuditException.class)
            .hasMessageContaining("removed again");
        assertThat(disk.bytes(LOG)).isEqualTo(before);
        append(log, 3, random, acknowledged);
      }
      assertThat(acknowledged).hasSize(6);
      assertThat(verify(disk)).isInstanceOf(Verdict.Intact.class);
      assertHolds(disk, acknowledged);
    }
  }

  @Test
  void failedForce_poisonsTheLog() throws Exception {
    var disk = new SimDisk(1);
    try (var log = open(disk)) {
      AuditLogTest.append(log, "ALLOW");
      disk.arm(0, SimDisk.Trouble.ERROR, "force");
      for (var i = 0; i < 3; i++) {
        // The disk works again after the first, but the log must not trust it.
        assertThatThrownBy(() -> AuditLogTest.append(log, "ALLOW"))
            .hasCauseInstanceOf(AuditException.class)
            .hasMessageContaining("durable");
      }
      assertThatThrownBy(() -> open(disk)).hasMessageContaining("close it first");
    }
    try (var log = open(disk)) {
      AuditLogTest.append(log, "ALLOW");
    }
    assertThat(verify(disk)).isInstanceOf(Verdict.Intact.class);
  }

  /**
   * A failed force drops the pages, and the next one succeeds without them: what is acknowledged
   * after the log was opened anew must not stand on what is in memory only.
   */
  @Test
  void failedForce_thenOpenedAnew_losesNothingToAPowerCut() throws Exception {
    for (var seed = 0; seed < 100; seed++) {
      var random = new Random(seed);
      var disk = new SimDisk(seed);
      var options = AuditOptions.EXCLUSIVE.withSigner(RememberingSigner.INSTANCE);
      var acknowledged = new ArrayList<Receipt>();
      for (var life = 0; life < 3; life++) {
        try (var log = open(disk, options.withCheckpointInterval(Duration.ofDays(1)))) {
          append(log, 1 + random.nextInt(4), random, acknowledged);
          disk.arm(0, SimDisk.Trouble.ERROR, "force");
          var before = acknowledged.size();
          append(log, 1 + random.nextInt(4), random, acknowledged);
          assertThat(acknowledged).hasSize(before);
        }
      }
      try (var log = open(disk, options)) {
        append(log, 3, random, acknowledged);
      }
      disk.arm(0, SimDisk.Trouble.POWER_CUT, null);
      disk = disk.afterPowerCut(false);
      open(disk, options).close();
      assertThat(verify(disk)).as("seed %s", seed).isInstanceOf(Verdict.Intact.class);
      assertHolds(disk, acknowledged);
    }
  }

  @Test
  void failedTruncate_poisonsTheLog_andTheNextOpenRecovers() throws Exception {
    for (var seed = 0; seed < 50; seed++) {
      var disk = new SimDisk(seed);
      try (var log = open(disk)) {
        AuditLogTest.append(log, "ALLOW");
        disk.arm(0, SimDisk.Trouble.POWER_CUT, "append");
        assertThatThrownBy(() -> AuditLogTest.append(log, "ALLOW"))
            .hasMessageContaining("cannot be removed");
        assertThatThrownBy(() -> AuditLogTest.append(log, "ALLOW"))
            .hasMessageContaining("cannot be removed");
      }
      var next = disk.afterPowerCut(false);
      try (var log = open(next)) {
        AuditLogTest.append(log, "ALLOW");
      }
      assertThat(verify(next)).isInstanceOf(Verdict.Intact.class);
    }
  }

  @Test
  void open_tornTail_isKeptAsideAndRecorded() throws Exception {
    var disk = new SimDisk(1);
    try (var log = open(disk)) {
      AuditLogTest.append(log, "ALLOW");
    }
    var whole = disk.bytes(LOG);
    var torn = Tampering.bytes("{\"ts\":\"2026-11-22T10:22");
    var bytes = Arrays.copyOf(whole, whole.length + torn.length);
    System.arraycopy(torn, 0, bytes, whole.length, torn.length);
    disk.overwrite(LOG, bytes);
    open(disk).close();
    var lines = Tampering.lines(disk.bytes(LOG));
    assertThat(lines).hasSize(3);
    var sha256 = Hex.encode(Chain.sha256().digest(torn));
    assertThat(lines.get(2))
        .contains(
            "\"action_type\":\"audit.recovery\",\"seq\":2,\"bytes\":23,\"sha256\":\"" + sha256);
    var kept = Path.of("/sim/audit.log.d/torn-20261122T102201.123456Z-" + sha256.substring(0, 8));
    assertThat(disk.bytes(kept)).isEqualTo(torn);
  }

  @Test
  void open_whatNoCrashExplains_isRefusedAndLeftAlone() throws Exception {
    var disk = new SimDisk(1);
    try (var log = open(disk)) {
      for (var i = 0; i < 5; i++) {
        AuditLogTest.append(log, "DENY");
      }
    }
    var whole = disk.bytes(LOG);
    var text = Tampering.text(whole);
    var lines = Tampering.lines(whole);
    for (var bad :
        List.of(
            text + "garbage\n",
            text + "garbage",
            text + lines.get(3) + "\n",
            text + "garbage\n" + lines.get(3) + "\n",
            text.replaceFirst("DENY", "ALLOW"),
            text.substring(0, text.length() - 300) + "\n",
            text + "{\"ts\":\"" + "x".repeat(LogWriter.MAX_BATCH_BYTES),
            text + "\n",
            "\n" + text,
            "hello",
            "hello\n",
            "",
            text.replaceFirst("\"log_id\":\"00", "\"log_id\":\"11"))) {
      disk.overwrite(LOG, Tampering.bytes(bad));
      assertThatThrownBy(() -> open(disk)).isInstanceOf(AuditException.class);
      assertThat(Tampering.text(disk.bytes(LOG))).isEqualTo(bad);
    }
    disk.overwrite(LOG, whole);
    open(disk).close();
  }

  @Test
  void open_doesNotReadMoreAsTheLogGrows() throws Exception {
    var disk = new SimDisk(1);
    var counts = new ArrayList<Integer>();
    for (var i = 0; i < 4; i++) {
      try (var log = open(disk)) {
        var stages = new ArrayList<CompletionStage<Receipt>>();
        for (var j = 0; j < 10_000; j++) {
          stages.add(log.append(AuditLogTest.event("ALLOW")));
        }
        drain(stages, new ArrayList<>());
      }
      var before = disk.operations();
      open(disk).close();
      counts.add(disk.operations() - before);
    }
    assertThat(counts).containsOnly(counts.get(0));
  }
}
