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
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Logs whose oldest segments were deleted, as they should be and otherwise. */
class PruningTest {
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-11-22T10:22:01.123456Z"));
  private static final AuditOptions OPTIONS = AuditOptions.SHARED.withSegmentBytes(9_000);

  private final Path log;
  private final LogPaths paths;

  PruningTest(@TempDir Path dir) {
    this.log = dir.resolve("audit.log");
    this.paths = new LogPaths(log);
  }

  private List<Receipt> write(int events) throws Exception {
    var receipts = new ArrayList<Receipt>();
    try (var open = AuditLog.open(log, CLOCK, OPTIONS)) {
      for (var i = 0; i < events; i++) {
        receipts.add(
            open.append(DisclosuresTest.event("rm " + i, DisclosuresTest.salt(i)))
                .toCompletableFuture()
                .join());
      }
    }
    return receipts;
  }

  /** The index after the closed segment with this number. */
  private long endOf(int segment) throws Exception {
    return AuditSegments.closed(log).get(segment).last() + 1;
  }

  private List<ClosedSegment> prune(long below) throws Exception {
    try (var open = AuditLog.open(log, CLOCK, OPTIONS)) {
      return open.prune(below, "older than we may keep");
    }
  }

  private Assessment assess() throws Exception {
    return assess(null);
  }

  private Assessment assess(@Nullable NoteKey key) throws Exception {
    return AuditVerifier.assess(log, Expectation.NONE, key);
  }

  private void assertPruned(long below) throws Exception {
    var said = assess();
    assertThat(said.verdict())
        .as(said.verdict().words())
        .isInstanceOfSatisfying(
            Verdict.Pruned.class,
            v -> {
              assertThat(v.below()).isEqualTo(below);
              assertThat(v.chained().first()).isEqualTo(below);
              assertThat(v.words()).startsWith("pruned below " + below + ": the entries 0 to ");
            });
    assertThat(said.seal().minimumIndex()).isEqualTo(below);
    assertThat(said.seal().signedSize()).isEqualTo(said.verdict().chained().entries());
    assertThat(assess(said.seal().key()).verdict()).isInstanceOf(Verdict.Pruned.class);
  }

  /** Every entry that there ever was is in the latest checkpoint's tree, by its hash. */
  private void assertProofsHold(List<Receipt> receipts) throws Exception {
    var checkpoint =
        SignedCheckpoint.open(
                Files.readAllBytes(paths.checkpoint()),
                Objects.requireNonNull(assess().seal().key()))
            .checkpoint();
    var nodes = new TileReader(paths.folder(), checkpoint.treeSize());
    for (var receipt : receipts) {
      InclusionProof.create(nodes, receipt.entryIndex(), checkpoint.treeSize())
          .verify(Hash.ofHex(receipt.entryHash()), checkpoint.root());
    }
    for (var note : CheckpointFiles.split(Files.readAllBytes(paths.checkpoints()), false)) {
      var old = Objects.requireNonNull(CheckpointFiles.parse(note)).checkpoint();
      ConsistencyProof.create(nodes, old.treeSize(), checkpoint.treeSize())
          .verify(old.root(), checkpoint.root());
    }
  }

  @Test
  void prune_deletesWhatIsOldAndLeavesProofsOfIt() throws Exception {
    var receipts = write(400);
    assertThat(AuditSegments.closed(log)).hasSizeGreaterThan(8);
    var below = endOf(9);
    assertThat(below).isGreaterThan(256);
    var gone = prune(below);
    assertThat(gone).hasSize(10);
    assertThat(gone.get(0).first()).isZero();
    assertThat(gone.get(9).last()).isEqualTo(below - 1);
    assertThat(AuditSegments.minimumIndex(log)).isEqualTo(below);
    assertPruned(below);
    assertProofsHold(receipts);
    var record = whole();
    for (var segment : gone) {
      assertThat(paths.segments().resolve(segment.name())).doesNotExist();
      assertThat(record)
          .contains(
              "{\"name\":\""
                  + segment.name()
                  + "\",\"first\":"
                  + segment.first()
                  + ",\"last\":"
                  + segment.last()
                  + ",\"bytes\":"
                  + segment.bytes()
                  + ",\"head\":\"");
    }
    assertThat(record)
        .contains("\"audit.prune\",\"reason\":\"older than we may keep\"")
        .contains("\"below\":" + below + ",\"segments\":[");
    for (var line : Files.readAllLines(Disclosures.pathFor(log))) {
      assertThat(DisclosureSearch.seqOf(Tampering.bytes(line))).isGreaterThanOrEqualTo(below);
    }
    assertThat(DisclosureCheck.of(log).missing()).isZero();
    assertThat(DisclosureCheck.of(log).disclosed()).isPositive();

    receipts.addAll(write(40));
    assertPruned(below);
    assertProofsHold(receipts);
    Files.delete(paths.state());
    receipts.addAll(write(1));
    assertPruned(below);
    assertProofsHold(receipts);
  }

  private String whole() throws Exception {
    var all = new StringBuilder();
    for (var file : AuditSegments.files(log)) {
      all.append(Files.readString(file));
    }
    return all.toString();
  }

  @Test
  void prune_again_andAllThatIsClosed() throws Exception {
    var receipts = write(300);
    prune(endOf(1));
    assertPruned(AuditSegments.minimumIndex(log));
    assertThat(prune(endOf(0) - 1)).isEmpty();
    var all = AuditSegments.closed(log);
    var below = endOf(all.size() - 1);
    assertThat(prune(below)).hasSize(all.size());
    assertThat(AuditSegments.closed(log)).isEmpty();
    assertPruned(below);
    receipts.addAll(write(1));
    assertPruned(below);
    Files.delete(paths.state());
    receipts.addAll(write(200));
    assertThat(AuditSegments.closed(log)).isNotEmpty();
    assertPruned(below);
    assertProofsHold(receipts);
    assertThat(prune(Long.MAX_VALUE)).isNotEmpty();
    assertProofsHold(receipts);
  }

  @Test
  void prune_nothing_logsNothing() throws Exception {
    write(100);
    var before = assess().verdict().chained();
    assertThat(prune(endOf(0) - 1)).isEmpty();
    assertThat(assess().verdict().chained()).isEqualTo(before);
    assertThat(assess().verdict()).isInstanceOf(Verdict.Intact.class);
    try (var open = AuditLog.open(log, CLOCK, OPTIONS)) {
      assertThatThrownBy(() -> open.prune(endOf(0), "x".repeat(1_025)))
          .hasMessageContaining("1024 characters");
    }
  }

  @Test
  void deletedByHand_isMissing_andRefused() throws Exception {
    write(100);
    var closed = AuditSegments.closed(log);
    var first = paths.segments().resolve(closed.get(0).name());
    var bytes = Files.readAllBytes(first);
    Files.delete(first);
    assertThat(assess().verdict())
        .isInstanceOfSatisfying(
            Verdict.EntriesMissing.class,
            v -> assertThat(v.below()).isEqualTo(closed.get(1).first()));
    assertThatThrownBy(() -> AuditLog.open(log, CLOCK, OPTIONS))
        .hasMessageContaining("are missing and were not pruned");
    Files.write(first, bytes);

    prune(endOf(0));
    // One more than the record says.
    Files.delete(paths.segments().resolve(closed.get(1).name()));
    assertThat(assess().verdict()).isInstanceOf(Verdict.EntriesMissing.class);
    assertThatThrownBy(() -> AuditLog.open(log, CLOCK, OPTIONS))
        .hasMessageContaining("are missing and were not pruned");
  }

  @Test
  void deletedByHand_withAForgedRecord_isMissing() throws Exception {
    write(100);
    var second = AuditSegments.closed(log).get(1).first();
    var lines = Tampering.lines(Files.readAllBytes(log));
    // Whoever has no key can chain a line on, and make up what is kept, but not sign the line.
    var copy = Files.createDirectory(log.resolveSibling("copy")).resolve("audit.log");
    copyTo(copy);
    prune(second);
    var kept = Files.readAllBytes(paths.pruned());
    var record = Tampering.lines(Files.readAllBytes(log));
    var forged = new ArrayList<>(lines);
    forged.add(record.get(record.size() - 1));
    Files.write(copy, Tampering.join(forged));
    var there = new LogPaths(copy);
    Files.write(there.pruned(), kept);
    Files.delete(there.segment(there.closedSegments(RealDisk.INSTANCE).get(0)));
    assertThat(AuditVerifier.verify(copy))
        .isInstanceOfSatisfying(
            Verdict.EntriesMissing.class, v -> assertThat(v.why()).contains("is not signed"));
  }

  private void copyTo(Path copy) throws Exception {
    var from = Objects.requireNonNull(log.getParent());
    try (var files = Files.walk(from)) {
      for (var file : files.filter(Files::isRegularFile).toList()) {
        var to = copy.resolveSibling(from.relativize(file).toString());
        Files.createDirectories(to.getParent());
        Files.copy(file, to, java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
      }
    }
  }

  @Test
  void whatIsKept_changedAnywhere_isFound() throws Exception {
    write(400);
    prune(endOf(9));
    var intact = Files.readAllBytes(paths.pruned());
    for (var at = 0; at < intact.length; at += at < 200 || at > intact.length - 400 ? 7 : 997) {
      var changed = intact.clone();
      changed[at] ^= 1;
      Files.write(paths.pruned(), changed);
      assertThat(assess().verdict()).as("byte %s", at).isNotInstanceOf(Verdict.Pruned.class);
      assertThat(assess().verdict()).as("byte %s", at).isNotInstanceOf(Verdict.Intact.class);
    }
    Files.delete(paths.pruned());
    assertThat(assess().verdict()).isInstanceOf(Verdict.EntriesMissing.class);
    Files.write(paths.pruned(), intact);
    var tile = paths.tile(0, 0, TileStack.WIDTH);
    var hashes = Files.readAllBytes(tile);
    hashes[5_000] ^= 1;
    Files.write(tile, hashes);
    assertThat(assess().verdict())
        .isInstanceOfSatisfying(
            Verdict.EntriesMissing.class, v -> assertThat(v.why()).contains("tiles"));
    Files.delete(tile);
    assertThat(assess().verdict()).isInstanceOf(Verdict.EntriesMissing.class);
    hashes[5_000] ^= 1;
    Files.write(tile, hashes);
    assertThat(assess().verdict()).isInstanceOf(Verdict.Pruned.class);
  }

  @Test
  void firstEntryThatIsThere_changed_isFound() throws Exception {
    write(100);
    var below = endOf(0);
    prune(below);
    var first = AuditSegments.files(log).get(0);
    var lines = Tampering.lines(Files.readAllBytes(first));
    for (var change :
        List.of(
            List.of("\"prev_hash\":\"", "\"prev_hash\":\"0"),
            List.of("\"seq\":" + below, "\"seq\":" + (below - 1)))) {
      var changed = new ArrayList<>(lines);
      var line = lines.get(0).replace(change.get(0), change.get(1));
      changed.set(0, line.length() > lines.get(0).length() ? line.replace("0\"}", "\"}") : line);
      Files.write(first, Tampering.join(changed));
      assertThat(assess().verdict()).isNotInstanceOf(Verdict.Pruned.class);
    }
    Files.write(first, Tampering.join(lines));
    assertPruned(below);
  }

  @Test
  void prune_ofWhatWasChanged_isRefused() throws Exception {
    write(200);
    var below = endOf(2);
    var second = AuditSegments.files(log).get(1);
    var text = Files.readString(second);
    for (var bad :
        List.of(
            text.replaceFirst("execute_shell", "execute_shelf"),
            text.substring(0, text.length() - 1),
            Tampering.text(
                Tampering.join(
                    Tampering.lines(Tampering.bytes(text))
                        .subList(0, Tampering.lines(Tampering.bytes(text)).size() - 1))))) {
      Files.writeString(second, bad);
      assertThatThrownBy(() -> prune(below)).hasMessageContaining("nothing of");
      assertThat(AuditSegments.minimumIndex(log)).isZero();
      assertThat(second).exists();
    }
    Files.writeString(second, text);
    assertThat(prune(below)).hasSize(3);
  }

  @Test
  void prune_whileOthersReadAndWrite() throws Exception {
    var receipts = write(100);
    var below = endOf(1);
    try (var reader = AuditReader.open(log)) {
      assertThat(reader.poll().orElseThrow().line()).isEqualTo(1);
      var child = Child.start(log, "shared", 50);
      try (var output = Child.output(child);
          var open = AuditLog.open(log, CLOCK, OPTIONS)) {
        assertThat(output.readLine()).isEqualTo("open");
        assertThat(open.prune(below, "")).hasSize(2);
        receipts.add(AuditLogTest.append(open, "DENY"));
        for (var line : Child.rest(output)) {
          var space = line.indexOf(' ');
          receipts.add(
              new Receipt(line.substring(space + 1), Long.parseLong(line.substring(0, space)), ""));
        }
      }
      child.waitFor();
      var last = 0L;
      for (var entry = reader.poll(); entry.isPresent(); entry = reader.poll()) {
        last = entry.get().line();
      }
      assertThat(last).isEqualTo(assess().verdict().chained().entries());
    }
    assertThat(receipts).hasSize(201);
    assertPruned(below);
    assertProofsHold(receipts);
  }

  @Test
  void expectation_ofAnEntryThatWasPruned_isMet() throws Exception {
    var receipts = write(300);
    prune(endOf(5));
    for (var receipt : List.of(receipts.get(0), receipts.get(40), receipts.get(299))) {
      assertThat(AuditVerifier.verify(log, Expectation.of(receipt)))
          .isInstanceOfSatisfying(
              Verdict.Pruned.class, v -> assertThat(v.expectationMet()).isTrue());
    }
    var wrong = new Receipt(receipts.get(3).entryHash(), receipts.get(4).entryIndex(), "");
    assertThat(AuditVerifier.verify(log, Expectation.of(wrong)))
        .isInstanceOf(Verdict.NotAsExpected.class);
  }
}
