package dev.canopy.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Going on after a loss: only where there is one, recorded, and safe at each step. */
class LogRecoveryTest {
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-11-22T10:22:01.123456Z"));
  private static final AuditOptions OPTIONS =
      AuditOptions.EXCLUSIVE.withSegmentBytes(2_000).withCheckpointInterval(Duration.ofDays(1));

  private final Path dir;
  private final Path log;

  LogRecoveryTest(@TempDir Path dir) {
    this.dir = dir;
    this.log = dir.resolve("audit.log");
  }

  private void write(int events) throws Exception {
    try (var open = AuditLog.open(log, CLOCK, OPTIONS)) {
      for (var i = 0; i < events; i++) {
        AuditLogTest.append(open, "DENY");
      }
    }
  }

  /** All files but the lock, with their bytes. */
  private static Map<String, String> files(Path folder) throws IOException {
    var all = new HashMap<String, String>();
    try (var files = Files.walk(folder)) {
      for (var file : files.filter(Files::isRegularFile).toList()) {
        if (!file.toString().endsWith(".lock")) {
          all.put(
              folder.relativize(file).toString(), Hex.encode(Chain.sha256().digest(bytes(file))));
        }
      }
    }
    return all;
  }

  private static byte[] bytes(Path file) throws IOException {
    return Files.readAllBytes(file);
  }

  /** What somebody does to a log. */
  private interface Deed {
    void on(Path log) throws Exception;
  }

  private static Map<String, Deed> damages() {
    var deeds = new LinkedHashMap<String, Deed>();
    deeds.put(
        "were signed",
        log -> Files.write(log, Tampering.join(Tampering.lines(bytes(log)).subList(0, 1))));
    deeds.put(
        "is gone",
        log -> {
          for (var file : AuditSegments.files(log)) {
            Files.delete(file);
          }
        });
    deeds.put(
        "is broken after its entry",
        log -> Files.writeString(log, Files.readString(log) + "garbage\n"));
    deeds.put(
        "is broken near its end",
        log -> Files.writeString(log, Files.readString(log).replaceFirst("DENY", "DENZ")));
    deeds.put("are missing", log -> Files.delete(AuditSegments.files(log).get(1)));
    deeds.put("were not pruned", log -> Files.delete(AuditSegments.files(log).get(0)));
    deeds.put("where it begins", log -> Files.writeString(log, "hello\n"));
    deeds.put(
        "written anew",
        log -> {
          var first = AuditSegments.files(log).get(0);
          Files.delete(new LogPaths(log).state());
          var all = new ArrayList<String>();
          for (var file : AuditSegments.files(log)) {
            all.addAll(Tampering.lines(bytes(file)));
          }
          all.set(3, all.get(3).replace("DENY", "ALLOW"));
          var again = Tampering.lines(Tampering.rechained(all));
          var at = 0;
          for (var file : AuditSegments.files(log)) {
            var count = Tampering.lines(bytes(file)).size();
            Files.write(file, Tampering.join(again.subList(at, at + count)));
            at += count;
          }
          assertThat(first).exists();
        });
    return deeds;
  }

  @Test
  void acceptLoss_ofEachDamage_goesOn_andVerifySaysSo() throws Exception {
    for (var damage : damages().entrySet()) {
      var folder = Files.createDirectory(dir.resolve("" + damage.getKey().hashCode()));
      var here = new LogRecoveryTest(folder);
      here.write(40);
      var old = Objects.requireNonNull(here.assess(null).seal().key());
      var entries = here.assess(null).verdict().chained().entries();
      damage.getValue().on(here.log);
      var before = files(folder);
      assertThatThrownBy(() -> here.write(1)).hasMessageContaining(damage.getKey());

      var told = LogRecovery.examine(here.log, CLOCK, OPTIONS);
      assertThat(told.why()).contains(damage.getKey());
      assertThat(told.signedSize()).isEqualTo(entries);
      assertThat(told.foundSize()).isLessThanOrEqualTo(entries);
      assertThat(files(folder)).as(damage.getKey()).isEqualTo(before);

      var loss = LogRecovery.acceptLoss(here.log, CLOCK, OPTIONS, "root", "the disk broke");
      assertThat(files(loss.movedTo())).as(damage.getKey()).isEqualTo(before);
      here.write(30);
      var said = here.assess(old);
      assertThat(said.verdict())
          .as(said.verdict().words())
          .isInstanceOfSatisfying(
              Verdict.Continued.class,
              v -> {
                assertThat(v.seq()).isEqualTo(1);
                assertThat(v.signedSize()).isEqualTo(entries);
                assertThat(v.oldKey()).isEqualTo(old);
                assertThat(v.by()).isEqualTo("root");
                assertThat(v.reason()).isEqualTo("the disk broke");
                assertThat(v.files()).isEqualTo(loss.movedTo().getFileName().toString());
              });
      assertThat(said.seal().signedSize()).isEqualTo(said.verdict().chained().entries());
      assertThat(here.assess(said.seal().key()).verdict()).isInstanceOf(Verdict.Continued.class);
      assertThat(here.assess(Tampering.signer(3).key()).verdict())
          .isInstanceOf(Verdict.Unsealed.class);
      assertThatThrownBy(() -> LogRecovery.examine(here.log, CLOCK, OPTIONS))
          .hasMessageContaining("nothing of it is lost");
    }
  }

  private Assessment assess(@org.jspecify.annotations.Nullable NoteKey key) throws Exception {
    return AuditVerifier.assess(log, Expectation.NONE, key);
  }

  @Test
  void healthyLog_missingLog_openLog_andMissingKey_areRefused() throws Exception {
    assertThatThrownBy(() -> LogRecovery.acceptLoss(log, CLOCK, OPTIONS, "a", "b"))
        .hasMessageContaining("there is no log");
    assertThat(files(dir)).isEmpty();
    write(40);
    var before = files(dir);
    assertThatThrownBy(() -> LogRecovery.acceptLoss(log, CLOCK, OPTIONS, "a", "b"))
        .hasMessageContaining("nothing of it is lost");
    assertThat(files(dir)).isEqualTo(before);
    try (var open = AuditLog.open(log, CLOCK, OPTIONS)) {
      assertThat(open.failure()).isEmpty();
      assertThatThrownBy(() -> LogRecovery.acceptLoss(log, CLOCK, OPTIONS, "a", "b"))
          .hasMessageContaining("is open in this process");
    }
    var paths = new LogPaths(log);
    var key = bytes(paths.key());
    Files.delete(paths.key());
    Files.delete(paths.state());
    assertThatThrownBy(() -> LogRecovery.acceptLoss(log, CLOCK, OPTIONS, "a", "b"))
        .hasMessageContaining("the key of");
    RealDisk.INSTANCE.put(paths.key(), key, true);
    Files.writeString(log, "garbage\n");
    assertThatThrownBy(() -> LogRecovery.acceptLoss(log, CLOCK, OPTIONS, "", "b"))
        .hasMessageContaining("name both");
    assertThatThrownBy(() -> LogRecovery.acceptLoss(log, CLOCK, OPTIONS, "a", ""))
        .hasMessageContaining("name both");
    var other = dir.resolve("notes.txt");
    Files.writeString(other, "not a log\n");
    assertThatThrownBy(() -> LogRecovery.acceptLoss(other, CLOCK, OPTIONS, "a", "b"))
        .hasMessageContaining("is not a Canopy audit log");
    assertThat(other).hasContent("not a log\n");
  }

  /** Each byte of the record, changed and chained on anew without the keys. */
  @Test
  void record_changed_isNotBelieved() throws Exception {
    write(10);
    Files.writeString(log, Files.readString(log) + "garbage\n");
    LogRecovery.acceptLoss(log, CLOCK, OPTIONS, "root", "the disk broke");
    write(2);
    var lines = Tampering.lines(bytes(log));
    var record = lines.get(1);
    for (var at = record.indexOf(",\"action_type\""); at < record.length() - 70; at += 11) {
      var changed = new ArrayList<>(lines);
      var c = record.charAt(at);
      changed.set(1, record.substring(0, at) + (c == 'a' ? 'b' : 'a') + record.substring(at + 1));
      Files.write(log, Tampering.rechained(changed));
      assertThat(assess(null).verdict())
          .as("byte %s: %s", at, changed.get(1))
          .isNotInstanceOfAny(Verdict.Continued.class, Verdict.Intact.class);
    }
    // The record of one log in another.
    var without = new ArrayList<>(lines);
    without.remove(1);
    Files.write(log, Tampering.rechained(without));
    assertThat(assess(null).verdict()).isInstanceOf(Verdict.NotAsSigned.class);
    Files.write(log, Tampering.join(lines));
    assertThat(assess(null).verdict()).isInstanceOf(Verdict.Continued.class);
  }

  @Test
  void powerCut_atEachStep_leavesTheOldLogOrTheNew() throws Exception {
    var path = Path.of("/sim/audit.log");
    var before = new SimDisk(0);
    try (var open = AuditLog.open(before, path, CLOCK, OPTIONS, () -> "0".repeat(32))) {
      for (var i = 0; i < 10; i++) {
        AuditLogTest.append(open, "DENY");
      }
    }
    before.overwrite(path, Tampering.bytes(Tampering.text(before.bytes(path)) + "garbage\n"));
    var old = before.bytes(path);
    var cuts = 0;
    var begun = 0;
    for (var step = 0; ; step++) {
      var disk = before.copy(step);
      disk.arm(step, SimDisk.Trouble.POWER_CUT, null);
      try {
        accept(disk, path);
        if (!disk.isDead()) {
          break;
        }
      } catch (AuditException e) {
        assertThat(disk.isDead()).as("step %s: %s", step, e).isTrue();
      }
      cuts++;
      disk = disk.afterPowerCut(false);
      if (disk.identity(new LogPaths(path).recovering()) != null) {
        begun++;
        var cut = disk;
        assertThatThrownBy(() -> AuditLog.open(cut, path, CLOCK, OPTIONS, () -> "2".repeat(32)))
            .hasMessageContaining("cut short");
      }
      try {
        accept(disk, path);
      } catch (AuditException e) {
        // It was done, and only the last step of telling so was cut.
        assertThat(e).as("step %s", step).hasMessageContaining("nothing of it is lost");
      }
      try (var open = AuditLog.open(disk, path, CLOCK, OPTIONS, () -> "2".repeat(32))) {
        AuditLogTest.append(open, "ALLOW");
      }
      var copy = dir.resolve("step" + step);
      disk.copyTo(copy);
      var said = AuditVerifier.verify(copy.resolve("sim/audit.log"));
      assertThat(said).as("step %s: %s", step, said.words()).isInstanceOf(Verdict.Continued.class);
      assertThat(disk.paths().stream().filter(p -> p.toString().contains(".lost-")))
          .anyMatch(p -> p.endsWith("audit.log"));
      var kept = false;
      for (var file : disk.paths()) {
        kept |=
            file.toString().contains(".lost-") && java.util.Arrays.equals(disk.bytes(file), old);
      }
      assertThat(kept).as("step %s", step).isTrue();
    }
    assertThat(cuts).isGreaterThan(20);
    assertThat(begun).isGreaterThan(3);
  }

  private static void accept(SimDisk disk, Path path) throws AuditException {
    LogRecovery.run(disk, path, CLOCK, OPTIONS, () -> "1".repeat(32), "root", "the disk broke");
  }
}
