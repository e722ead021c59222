package dev.canopy.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A key for each segment: followed from the first one on, and useless once it is over. */
class KeyChangeTest {
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-11-22T10:22:01.123456Z"));
  private static final AuditOptions OPTIONS =
      AuditOptions.SHARED
          .withSegmentBytes(2_000)
          .withCheckpointInterval(Duration.ofDays(1))
          .withKeyPerSegment(true);

  /** Each step in the long form. */
  private static final int STRIDE = Boolean.getBoolean("canopy.long") ? 1 : 4;

  private final Path dir;
  private final Path log;
  private final LogPaths paths;

  KeyChangeTest(@TempDir Path dir) {
    this.dir = dir;
    this.log = dir.resolve("audit.log");
    this.paths = new LogPaths(log);
  }

  private void write(int events) throws Exception {
    try (var open = AuditLog.open(log, CLOCK, OPTIONS)) {
      for (var i = 0; i < events; i++) {
        AuditLogTest.append(open, "DENY");
      }
    }
  }

  private Assessment assess(@Nullable NoteKey pinned) throws Exception {
    return AuditVerifier.assess(log, Expectation.NONE, pinned);
  }

  /** The keys that the log names, in their order. */
  private List<NoteKey> keys() throws Exception {
    var keys = new ArrayList<NoteKey>();
    for (var file : AuditSegments.files(log)) {
      for (var line : Tampering.lines(Files.readAllBytes(file))) {
        var bytes = Tampering.bytes(line);
        if (KeyEntries.isOne(bytes, 0, bytes.length)) {
          keys.add(NoteKey.parse(KeyEntries.vkey(bytes, 0, bytes.length)));
        }
      }
    }
    return keys;
  }

  private void assertIntact(@Nullable NoteKey pinned) throws Exception {
    var said = assess(pinned);
    assertThat(said.verdict()).as(said.verdict().words()).isInstanceOf(Verdict.Intact.class);
    assertThat(said.seal().signedSize()).isEqualTo(said.verdict().chained().entries());
  }

  @Test
  void eachSegment_hasAKeyOfItsOwn_andTheFirstVouchesForAll() throws Exception {
    write(40);
    write(40);
    Files.delete(paths.state());
    write(1);
    var keys = keys();
    assertThat(keys).hasSizeGreaterThan(8).doesNotHaveDuplicates();
    assertThat(keys).hasSize(AuditSegments.files(log).size());
    assertIntact(null);
    for (var key : keys) {
      assertIntact(key);
    }
    assertThat(assess(Tampering.signer(5).key()).verdict()).isInstanceOf(Verdict.Unsealed.class);
    var last = keys.get(keys.size() - 1);
    assertThat(assess(null).seal().key()).isEqualTo(last);
    var left = LogKey.ofSeed(KeyFile.seed(Files.readAllBytes(paths.key()), paths.key()));
    assertThat(left.signer(last.name()).key()).isEqualTo(last);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(paths.key())))
        .isEqualTo("rw-------");
    assertThat(paths.nextKey()).doesNotExist();
    // What was pruned still vouches.
    var first = keys.get(0);
    try (var open = AuditLog.open(log, CLOCK, OPTIONS)) {
      open.prune(AuditSegments.closed(log).get(3).last() + 1, "");
    }
    assertThat(assess(first).verdict()).isInstanceOf(Verdict.Pruned.class);
    assertThat(assess(keys.get(1)).verdict()).isInstanceOf(Verdict.Pruned.class);
    assertThat(assess(Tampering.signer(5).key()).verdict()).isNotInstanceOf(Verdict.Pruned.class);
  }

  @Test
  void whoHasOnlyTheOpenKey_cannotWriteAnOlderSegmentAnew() throws Exception {
    write(60);
    var files = AuditSegments.files(log);
    var all = new ArrayList<String>();
    for (var file : files) {
      all.addAll(Tampering.lines(Files.readAllBytes(file)));
    }
    all.set(3, all.get(3).replace("DENY", "ALLOW"));
    var again = Tampering.lines(Tampering.rechained(all));
    var at = 0;
    for (var file : files) {
      var count = Tampering.lines(Files.readAllBytes(file)).size();
      Files.write(file, Tampering.join(again.subList(at, at + count)));
      at += count;
    }
    // All checkpoints anew, by the key that is there: the open epoch's.
    var key = LogKey.ofSeed(KeyFile.seed(Files.readAllBytes(paths.key()), paths.key()));
    seal(again, key.signer(keys().get(0).name()));
    for (var pinned : new NoteKey[] {null, keys().get(0)}) {
      assertThat(assess(pinned).verdict())
          .isInstanceOfSatisfying(
              Verdict.KeyNotVouchedFor.class, v -> assertThat(v.seq()).isPositive());
    }
  }

  @Test
  void whoHasAnOlderKey_cannotSignWhatCameAfterIt() throws Exception {
    write(3);
    var first = LogKey.ofSeed(KeyFile.seed(Files.readAllBytes(paths.key()), paths.key()));
    write(60);
    var all = new ArrayList<String>();
    for (var file : AuditSegments.files(log)) {
      all.addAll(Tampering.lines(Files.readAllBytes(file)));
    }
    assertIntact(keys().get(0));
    var checkpoint = Files.readAllBytes(paths.checkpoint());
    var checkpoints = Files.readAllBytes(paths.checkpoints());
    seal(all, first.signer(keys().get(0).name()));
    for (var pinned : new NoteKey[] {null, keys().get(0), keys().get(1)}) {
      assertThat(assess(pinned).verdict()).isInstanceOf(Verdict.Unsealed.class);
    }
    Files.write(paths.checkpoint(), checkpoint);
    Files.write(paths.checkpoints(), checkpoints);
    assertIntact(keys().get(0));
  }

  @Test
  void keyEntry_ofSomebodyElse_isNotBelieved() throws Exception {
    write(60);
    var lines = Tampering.lines(Files.readAllBytes(log));
    var mine = Tampering.signer(7);
    for (var signer : List.of(mine, Tampering.signer(8))) {
      var forged = new ArrayList<>(lines);
      forged.add(lines.get(lines.size() - 1).replace("execute_shell", "audit.key"));
      var line = forged.get(forged.size() - 1);
      forged.set(
          forged.size() - 1,
          line.replace(
              "\"policy\":\"sha256:00\"",
              "\"origin\":\"x\",\"vkey\":\""
                  + mine.key().vkey()
                  + "\",\"signed_by\":\""
                  + signer.key().vkey()
                  + "\",\"signature\":\"AAAA\""));
      Files.write(log, Tampering.rechained(forged));
      assertThat(assess(null).verdict()).isNotInstanceOf(Verdict.Intact.class);
      assertThat(assess(keys().get(0)).verdict()).isNotInstanceOf(Verdict.Intact.class);
    }
  }

  private void seal(List<String> lines, CheckpointSigner signer) throws Exception {
    var tree = new Frontier();
    for (var line : lines) {
      tree.append(Hash.ofHex(AuditLogTest.leafHash(line)));
    }
    var note =
        SignedCheckpoint.sign(
                new Checkpoint(signer.key().name(), lines.size(), tree.root()), signer)
            .note()
            .bytes();
    Files.write(paths.checkpoint(), note);
    Files.write(paths.checkpoints(), new byte[0]);
  }

  @Test
  void otherProcesses_followToTheNextKey() throws Exception {
    write(1);
    var child = Child.start(log, "shared", 60);
    var acknowledged = new ArrayList<String>();
    try (var output = Child.output(child);
        var open = AuditLog.open(log, CLOCK, OPTIONS)) {
      assertThat(output.readLine()).isEqualTo("open");
      for (var i = 0; i < 60; i++) {
        AuditLogTest.append(open, "DENY");
      }
      acknowledged.addAll(Child.rest(output));
    }
    child.waitFor();
    assertThat(acknowledged).hasSize(120);
    assertThat(keys()).hasSizeGreaterThan(3);
    write(1);
    assertIntact(keys().get(0));
  }

  @Test
  void options_keyPerSegment_needsTheLogsOwnKey() {
    assertThatThrownBy(() -> OPTIONS.withKeyFile(Path.of("x")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> OPTIONS.withSigner(Tampering.signer(1)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void powerCut_atEachStep_losesNothing_andTheChainOfKeysHolds() throws Exception {
    var path = Path.of("/sim/audit.log");
    var options = OPTIONS.withShared(false);
    var before = new SimDisk(0);
    try (var open = AuditLog.open(before, path, CLOCK, options, () -> "0".repeat(32))) {
      for (var i = 0; i < 5; i++) {
        AuditLogTest.append(open, "DENY");
      }
    }
    var first =
        LogKey.ofSeed(
                KeyFile.seed(before.bytes(new LogPaths(path).key()), new LogPaths(path).key()))
            .signer("canopy-audit/" + "0".repeat(32))
            .key();
    var cuts = 0;
    var pending = 0;
    for (var step = 0; ; step += STRIDE) {
      var disk = before.copy(step);
      var acknowledged = new ArrayList<Receipt>();
      try (var open = AuditLog.open(disk, path, CLOCK, options, () -> "0".repeat(32))) {
        disk.arm(step, SimDisk.Trouble.POWER_CUT, null);
        for (var i = 0; i < 16; i++) {
          acknowledged.add(AuditLogTest.append(open, "ALLOW"));
        }
      } catch (AuditException | java.util.concurrent.CompletionException e) {
        assertThat(disk.isDead()).as("step %s: %s", step, e).isTrue();
      }
      if (!disk.isDead()) {
        break;
      }
      cuts++;
      disk = disk.afterPowerCut(false);
      pending += disk.identity(new LogPaths(path).nextKey()) != null ? 1 : 0;
      for (var life = 0; life < 2; life++) {
        try (var open = AuditLog.open(disk, path, CLOCK, options, () -> "0".repeat(32))) {
          for (var i = 0; i < 12; i++) {
            acknowledged.add(AuditLogTest.append(open, "ALLOW"));
          }
        }
      }
      assertThat(disk.identity(new LogPaths(path).nextKey())).isNull();
      var copy = dir.resolve("step" + step);
      disk.copyTo(copy);
      var said = AuditVerifier.assess(copy.resolve("sim/audit.log"), Expectation.NONE, first);
      assertThat(said.verdict())
          .as("step %s: %s", step, said.verdict().words())
          .isInstanceOf(Verdict.Intact.class);
      assertThat(said.seal().signedSize()).isEqualTo(said.verdict().chained().entries());
      assertThat(Objects.requireNonNull(said.seal().key())).isNotEqualTo(first);
      var hashes = new ArrayList<String>();
      try (var reader = AuditReader.open(copy.resolve("sim/audit.log"))) {
        for (var entry = reader.poll(); entry.isPresent(); entry = reader.poll()) {
          hashes.add(entry.get().hash());
        }
      }
      for (var receipt : acknowledged) {
        assertThat(hashes.get((int) receipt.entryIndex())).isEqualTo(receipt.entryHash());
      }
    }
    assertThat(cuts).isGreaterThan(60 / STRIDE);
    assertThat(pending).isGreaterThan(4 / STRIDE);
  }
}
