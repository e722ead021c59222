package dev.canopy.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Logs with checkpoints, in segments: what is said of them, whole and tampered with. */
class SealedLogTest {
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-11-22T10:22:01.123456Z"));

  private final Path log;
  private final LogPaths paths;

  SealedLogTest(@TempDir Path dir) {
    this.log = dir.resolve("audit.log");
    this.paths = new LogPaths(log);
  }

  private static List<Receipt> write(Path log, AuditOptions options, int events) throws Exception {
    var receipts = new ArrayList<Receipt>();
    try (var open = AuditLog.open(log, CLOCK, options)) {
      for (var i = 0; i < events; i++) {
        receipts.add(AuditLogTest.append(open, "DENY"));
      }
    }
    return receipts;
  }

  private Assessment assess() throws Exception {
    return AuditVerifier.assess(log, Expectation.NONE, null);
  }

  private NoteKey key() throws Exception {
    return Objects.requireNonNull(assess().seal().key());
  }

  @Test
  void assess_closedLog_isSignedToTheEnd() throws Exception {
    write(log, AuditOptions.EXCLUSIVE, 10);
    var said = assess();
    assertThat(said.verdict()).isInstanceOf(Verdict.Intact.class);
    assertThat(said.seal().signedSize()).isEqualTo(11);
    assertThat(said.seal().pinned()).isFalse();
    assertThat(said.seal().checkpoints()).isGreaterThan(1);
    var pinned = AuditVerifier.assess(log, Expectation.NONE, key());
    assertThat(pinned.verdict()).isInstanceOf(Verdict.Intact.class);
    assertThat(pinned.seal().pinned()).isTrue();
    var other = AuditVerifier.assess(log, Expectation.NONE, Tampering.signer(9).key());
    assertThat(other.verdict()).isInstanceOf(Verdict.Unsealed.class);
    assertThat(other.seal().signedSize()).isZero();
  }

  @Test
  void segments_areOneLog() throws Exception {
    var options = AuditOptions.SHARED.withSegmentBytes(2_000);
    var receipts = write(log, options, 40);
    receipts.addAll(write(log, options, 40));
    assertThat(AuditSegments.files(log)).hasSizeGreaterThan(5);
    var said = assess();
    assertThat(said.verdict().words()).startsWith(said.verdict().chained().entries() + " entries");
    assertThat(said.verdict()).isInstanceOf(Verdict.Intact.class);
    assertThat(said.seal().signedSize()).isEqualTo(said.verdict().chained().entries());
    for (var receipt : receipts) {
      assertThat(AuditVerifier.verify(log, Expectation.of(receipt)))
          .isInstanceOf(Verdict.Intact.class);
    }
    try (var reader = AuditReader.open(log)) {
      var read = new ArrayList<String>();
      for (var entry = reader.poll(); entry.isPresent(); entry = reader.poll()) {
        read.add(entry.get().hash());
        assertThat(entry.get().line()).isEqualTo(read.size());
      }
      assertThat(read).hasSize((int) said.seal().signedSize());
      assertThat(read).containsAll(receipts.stream().map(Receipt::entryHash).toList());
    }
    var second = AuditSegments.files(log).get(1);
    var text = Files.readString(second);
    Files.writeString(second, text.replaceFirst("DENY", "ALLOW"));
    assertThat(assess().verdict())
        .isInstanceOfSatisfying(
            Verdict.Broken.class,
            v -> assertThat(v.segment()).isEqualTo(String.valueOf(second.getFileName())));
    Files.writeString(second, text);
    Files.writeString(second, text.substring(0, text.length() - 5));
    assertThat(assess().verdict())
        .isInstanceOfSatisfying(
            Verdict.Broken.class, v -> assertThat(v.fault()).isEqualTo(Fault.UNFINISHED));
    Files.writeString(second, text);
    assertThat(assess().verdict()).isInstanceOf(Verdict.Intact.class);
  }

  /** A closed segment has as many entries as its name says; else that is where it is broken. */
  @Test
  void closedSegment_withoutItsEnd_isWhereTheLogIsBroken() throws Exception {
    write(log, AuditOptions.EXCLUSIVE.withSegmentBytes(2_000), 20);
    var files = AuditSegments.files(log);
    for (var segment : files.subList(0, files.size() - 1)) {
      var whole = Files.readAllBytes(segment);
      var lines = Tampering.lines(whole);
      for (var kept = 0; kept < lines.size(); kept++) {
        Files.write(segment, kept == 0 ? new byte[0] : Tampering.join(lines.subList(0, kept)));
        assertBroken(segment, kept + 1);
      }
      var more = new ArrayList<>(lines);
      more.add(lines.get(0));
      Files.write(segment, Tampering.join(more));
      assertBroken(segment, lines.size() + 1);
      Files.write(segment, whole);
    }
    assertThat(assess().verdict()).isInstanceOf(Verdict.Intact.class);
  }

  private void assertBroken(Path segment, int line) throws Exception {
    assertThat(assess().verdict())
        .isInstanceOfSatisfying(
            Verdict.Broken.class,
            v -> {
              assertThat(v.fault()).isEqualTo(Fault.WRONG_COUNT);
              assertThat(v.segment()).isEqualTo(String.valueOf(segment.getFileName()));
              assertThat(v.line()).isEqualTo(line);
            });
  }

  /** A writer that dies between two segments leaves no file at the log's path. */
  @Test
  void betweenTwoSegments_theLogIsWhatIsInThem_andGoesOn() throws Exception {
    write(log, AuditOptions.EXCLUSIVE.withSegmentBytes(2_000), 20);
    var files = AuditSegments.files(log);
    var before = assess();
    assertThat(before.verdict()).isInstanceOf(Verdict.Intact.class);
    Files.delete(log); // what was in it was signed
    assertThat(assess().verdict()).isInstanceOf(Verdict.RolledBack.class);
    assertThatThrownBy(() -> AuditLog.open(log, CLOCK)).isInstanceOf(AuditException.class);
    forgetWhatFollows(files.get(files.size() - 2));
    var said = assess();
    assertThat(said.verdict()).isInstanceOf(Verdict.Intact.class);
    assertThat(said.verdict().chained().entries()).isEqualTo(said.seal().signedSize());
    write(log, AuditOptions.EXCLUSIVE, 1);
    assertThat(Files.readString(log)).contains("\"audit.segment\"");
    assertThat(assess().verdict()).isInstanceOf(Verdict.Intact.class);
  }

  /** The checkpoints as they were when this segment had been closed. */
  private void forgetWhatFollows(Path segment) throws Exception {
    var size = SegmentName.parse(String.valueOf(segment.getFileName())).orElseThrow().end();
    var kept = new ArrayList<byte[]>();
    for (var note : CheckpointFiles.split(Files.readAllBytes(paths.checkpoints()), false)) {
      if (Objects.requireNonNull(CheckpointFiles.parse(note)).checkpoint().treeSize() <= size) {
        kept.add(note);
      }
    }
    var last = kept.get(kept.size() - 1);
    Files.write(paths.checkpoint(), last);
    Files.writeString(paths.checkpoints(), Tampering.text(last) + "\n");
    Files.delete(paths.state());
  }

  @Test
  void reader_followsTheLogThroughRotations() throws Exception {
    var options = AuditOptions.SHARED.withSegmentBytes(1_000);
    try (var one = AuditLog.open(log, CLOCK, options);
        var reader = AuditReader.open(log)) {
      var read = new ArrayList<String>();
      for (var i = 0; i < 30; i++) {
        var receipt = AuditLogTest.append(one, "ALLOW");
        for (var entry = reader.poll(); entry.isPresent(); entry = reader.poll()) {
          read.add(entry.get().hash());
          assertThat(entry.get().line()).isEqualTo(read.size());
        }
        assertThat(read).contains(receipt.entryHash());
        assertThat(reader.isReplaced()).isFalse();
      }
    }
    assertThat(AuditSegments.files(log)).hasSizeGreaterThan(5);
  }

  @Test
  void cutBelowTheCheckpoint_isRolledBack_andRefused() throws Exception {
    write(log, AuditOptions.EXCLUSIVE, 10);
    var key = key();
    var lines = Tampering.lines(Files.readAllBytes(log));
    Files.write(log, Tampering.join(lines.subList(0, 10)));
    assertThat(assess().verdict())
        .isInstanceOfSatisfying(
            Verdict.RolledBack.class, v -> assertThat(v.signedSize()).isEqualTo(11));
    assertThat(AuditVerifier.assess(log, Expectation.NONE, key).verdict())
        .isInstanceOf(Verdict.RolledBack.class);
    assertThatThrownBy(() -> AuditLog.open(log, CLOCK).close())
        .isInstanceOf(AuditException.class)
        .hasMessageContaining("11 were signed");
    Files.delete(paths.state());
    assertThatThrownBy(() -> AuditLog.open(log, CLOCK).close())
        .hasMessageContaining("11 were signed");
  }

  @Test
  void writtenAnew_isNotAsSigned_andRefused() throws Exception {
    write(log, AuditOptions.EXCLUSIVE, 10);
    var lines = Tampering.lines(Files.readAllBytes(log));
    var changed = new ArrayList<>(lines);
    changed.set(4, changed.get(4).replace("DENY", "ALLOW"));
    Files.write(log, Tampering.rechained(changed));
    assertThat(Tampering.verify(Files.readAllBytes(log))).isInstanceOf(Verdict.Intact.class);
    assertThat(assess().verdict()).isInstanceOf(Verdict.NotAsSigned.class);
    for (var i = 0; i < 2; i++) {
      assertThatThrownBy(() -> AuditLog.open(log, CLOCK).close())
          .isInstanceOf(AuditException.class);
      Files.deleteIfExists(paths.state()); // then all of it is read
    }
    Files.write(log, Tampering.join(lines));
    AuditLog.open(log, CLOCK).close();
    assertThat(assess().verdict()).isInstanceOf(Verdict.Intact.class);
  }

  @Test
  void withoutTheCheckpoints_aPinnedKeyShowsIt_andOpeningNeedsTheKey() throws Exception {
    write(log, AuditOptions.EXCLUSIVE, 10);
    var key = key();
    Files.delete(paths.checkpoint());
    Files.delete(paths.checkpoints());
    assertThat(AuditVerifier.assess(log, Expectation.NONE, key).verdict())
        .isInstanceOf(Verdict.Unsealed.class);
    var secret = Files.readAllBytes(paths.key());
    Files.delete(paths.key());
    assertThatThrownBy(() -> AuditLog.open(log, CLOCK).close()).hasMessageContaining("the key of");
    assertThat(Files.exists(paths.key())).isFalse();
    Files.write(paths.key(), KeyFile.pem(new byte[32]));
    assertThatThrownBy(() -> AuditLog.open(log, CLOCK).close()).isInstanceOf(AuditException.class);
    Files.write(paths.key(), secret);
    assertThatThrownBy(() -> AuditLog.open(log, CLOCK).close())
        .hasMessageContaining("open to others");
  }

  @Test
  void spoiltState_isMadeAgain() throws Exception {
    write(log, AuditOptions.EXCLUSIVE, 300);
    var bytes = Files.readAllBytes(paths.state());
    for (var at : new int[] {0, 30, 120, bytes.length / 2, bytes.length - 1}) {
      var spoilt = bytes.clone();
      spoilt[at] ^= 1;
      Files.write(paths.state(), spoilt);
      write(log, AuditOptions.EXCLUSIVE, 1);
      assertThat(assess().verdict()).isInstanceOf(Verdict.Intact.class);
      assertThat(assess().seal().signedSize()).isEqualTo(assess().verdict().chained().entries());
      bytes = Files.readAllBytes(paths.state());
    }
  }

  @Test
  void shortLived_leavesAFewEntriesUnsigned() throws Exception {
    for (var i = 0; i < Sealing.MANY + 5; i++) {
      write(log, AuditOptions.SHORT_LIVED, 1);
      var seal = assess().seal();
      assertThat(assess().verdict()).isInstanceOf(Verdict.Intact.class);
      assertThat(i + 2 - seal.signedSize()).isLessThan(Sealing.MANY);
    }
    assertThat(assess().seal().signedSize()).isGreaterThan(Sealing.MANY);
  }

  @Test
  void signed_acknowledgesOnlyWhatIsSigned() throws Exception {
    var options = AuditOptions.SHARED.withDurability(Durability.SIGNED);
    try (var open = AuditLog.open(log, CLOCK, options)) {
      for (var i = 0; i < 5; i++) {
        var receipt = AuditLogTest.append(open, "ALLOW");
        assertThat(assess().seal().signedSize()).isEqualTo(receipt.entryIndex() + 1);
      }
    }
  }

  @Test
  void weakDurability_isLogged() throws Exception {
    write(log, AuditOptions.SHARED.withDurability(Durability.LOST_WHEN_THE_MACHINE_STOPS), 3);
    assertThat(Files.readString(log)).contains("\"audit.durability\"");
    assertThat(assess().seal().signedSize()).isEqualTo(5);
  }
}
