package dev.canopy.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Receipts from a log's files: of every entry, in every segment, and of none that is not there. */
class ReceiptsTest {
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-11-22T10:22:01.123456Z"));

  private final Path log;
  private final LogPaths paths;

  ReceiptsTest(@TempDir Path dir) {
    this.log = dir.resolve("audit.log");
    this.paths = new LogPaths(log);
  }

  private List<Receipt> write(AuditOptions options, int events) throws Exception {
    var receipts = new ArrayList<Receipt>();
    try (var open = AuditLog.open(log, CLOCK, options)) {
      for (var i = 0; i < events; i++) {
        receipts.add(AuditLogTest.append(open, "DENY"));
      }
    }
    return receipts;
  }

  private List<NoteKey> keys() throws Exception {
    var seal = AuditVerifier.assess(log, Expectation.NONE, null).seal();
    return List.of(Objects.requireNonNull(seal.key()));
  }

  private static ProvenEntry verified(TlogProof receipt, List<NoteKey> keys) throws Exception {
    return ProvenEntry.of(receipt.bytes(), null, keys, null, CLOCK.instant());
  }

  @Test
  void receipt_ofEveryEntry_inEverySegment() throws Exception {
    var receipts = write(AuditOptions.SHARED.withSegmentBytes(30_000), 600);
    assertThat(AuditSegments.files(log)).hasSizeGreaterThan(4);
    var maker = new Receipts(log, keys());
    for (var receipt : receipts) {
      var byHash = maker.of(receipt.entryHash()).orElseThrow();
      var byPlace = maker.at(receipt.entryIndex()).orElseThrow();
      assertThat(byPlace.bytes()).isEqualTo(byHash.bytes());
      var proven = verified(byHash, keys());
      assertThat(proven.entryIndex()).isEqualTo(receipt.entryIndex());
      assertThat(Merkle.leafHash(proven.line()).hex()).isEqualTo(receipt.entryHash());
    }
    assertThat(verified(maker.at(0).orElseThrow(), keys()).entryIndex()).isZero();
    var size = AuditVerifier.verify(log).chained().entries();
    assertThatThrownBy(() -> maker.at(size)).hasMessageContaining("has no entry " + size);
    assertThatThrownBy(() -> maker.at(-1)).isInstanceOf(AuditException.class);
    var near = receipts.get(7).entryHash().replace('0', '1');
    assertThatThrownBy(() -> maker.of(near)).hasMessageContaining("no entry with the hash");
    assertThatThrownBy(() -> maker.of("0")).hasMessageContaining("64 hex digits");
  }

  @Test
  void receipt_ofWhatIsNotSignedYet_waitsOrIsSigned() throws Exception {
    write(AuditOptions.SHARED, 3);
    var few = write(AuditOptions.SHORT_LIVED, 2);
    var maker = new Receipts(log, keys());
    assertThat(maker.of(few.get(1).entryHash())).isEmpty();
    assertThat(maker.at(few.get(1).entryIndex())).isEmpty();
    try (var open = AuditLog.open(log, CLOCK, AuditOptions.SHORT_LIVED)) {
      var signed = open.receipt(few.get(1).entryHash());
      assertThat(verified(signed, keys()).entryIndex()).isEqualTo(few.get(1).entryIndex());
      // Entries of this process, in the batch that is being written, too.
      var fresh = AuditLogTest.append(open, "ALLOW");
      assertThat(verified(open.receipt(fresh.entryHash()), keys()).entryIndex())
          .isEqualTo(fresh.entryIndex());
      assertThatThrownBy(() -> open.receipt("ab".repeat(32)))
          .isInstanceOf(AuditException.class)
          .hasMessageContaining("no entry with the hash");
    }
    assertThat(maker.of(few.get(1).entryHash())).isPresent();
  }

  @Test
  void receipt_fromSpoiltFiles_isRefused_orMadeWithoutThem() throws Exception {
    var receipts = write(AuditOptions.SHARED, 300);
    var maker = new Receipts(log, keys());
    var whole = maker.of(receipts.get(9).entryHash()).orElseThrow().bytes();

    var tile = paths.tile(0, 0, 256);
    var hashes = Files.readAllBytes(tile);
    var spoilt = hashes.clone();
    spoilt[32 * 8] ^= 1; // the leaf beside it, or above it in the tile
    Files.write(tile, spoilt);
    assertThatThrownBy(() -> maker.of(receipts.get(9).entryHash()))
        .hasMessageContaining("is not in the checkpoint's tree");
    Files.delete(tile);
    assertThatThrownBy(() -> maker.of(receipts.get(9).entryHash()))
        .hasMessageContaining("there is no tile");
    Files.write(tile, hashes);

    var text = Files.readAllBytes(log);
    var changed = new String(text, StandardCharsets.UTF_8).replaceFirst("DENY", "DENI");
    Files.writeString(log, changed);
    assertThatThrownBy(() -> maker.at(1)).hasMessageContaining("is not in the checkpoint's tree");
    Files.write(log, text);

    var note = Files.readString(paths.checkpoint());
    Files.writeString(paths.checkpoint(), note.replace("\n301\n", "\n300\n"));
    assertThatThrownBy(() -> maker.at(1)).hasMessageContaining("is no checkpoint");
    Files.delete(paths.checkpoint());
    assertThat(maker.at(1)).isEmpty();
    Files.writeString(paths.checkpoint(), note);
    assertThat(maker.of(receipts.get(9).entryHash()).orElseThrow().bytes()).isEqualTo(whole);
  }

  @Test
  void receipt_ofAnEntryThatWasPruned_provesTheLineThatSomeoneKept() throws Exception {
    var receipts = write(AuditOptions.SHARED.withSegmentBytes(30_000), 400);
    var lines = Files.readAllLines(AuditSegments.files(log).get(0));
    var keys = keys();
    Files.delete(AuditSegments.files(log).get(0));
    var maker = new Receipts(log, keys);
    for (var i : new int[] {0, 5, lines.size() - 3}) {
      var receipt = maker.of(receipts.get(i).entryHash()).orElseThrow();
      assertThat(receipt.extra()).isEmpty();
      var line = lines.get(i + 1).getBytes(StandardCharsets.UTF_8);
      var proven = ProvenEntry.of(receipt.bytes(), line, keys, null, CLOCK.instant());
      assertThat(proven.entryIndex()).isEqualTo(i + 1);
      var other = lines.get(i).getBytes(StandardCharsets.UTF_8);
      assertThatThrownBy(() -> ProvenEntry.of(receipt.bytes(), other, keys, null, CLOCK.instant()))
          .isInstanceOf(ProofException.class);
      assertThatThrownBy(() -> verified(receipt, keys))
          .hasMessage("the receipt does not carry its entry, and no line is given");
    }
    var kept = maker.of(receipts.get(lines.size() + 5).entryHash()).orElseThrow();
    assertThat(kept.extra()).isPresent();
    verified(kept, keys);
  }

  @Test
  void receipt_underTheCosignedCheckpoint_ifThatCoversIt() throws Exception {
    var receipts = write(AuditOptions.SHARED, 10);
    var keys = keys();
    var cosigned = paths.folder().resolve(CheckpointPublisher.COSIGNED);
    var witness = SignedNoteTest.signer("w", KeyType.COSIGNATURE_ED25519, 2);
    var latest = SignedCheckpoint.open(Files.readAllBytes(paths.checkpoint()), keys);
    var text = latest.note().text();
    var signature = Signing.cosignature(witness, text, CLOCK.instant());
    Files.write(cosigned, latest.with(signature, witness.key()).note().bytes());
    receipts.addAll(write(AuditOptions.SHARED, 300));

    var maker = new Receipts(log, keys);
    var policy =
        WitnessPolicy.parse(
            ("witness w " + witness.key().vkey() + "\nquorum w\n")
                .getBytes(StandardCharsets.UTF_8));
    var old = maker.of(receipts.get(3).entryHash()).orElseThrow();
    var proven = ProvenEntry.of(old.bytes(), null, keys, policy, CLOCK.instant());
    assertThat(proven.cosignatures()).hasSize(1);
    assertThat(proven.checkpoint().checkpoint().treeSize()).isEqualTo(11);
    var young = maker.of(receipts.get(200).entryHash()).orElseThrow();
    assertThat(verified(young, keys).checkpoint().checkpoint().treeSize()).isEqualTo(311);
    assertThatThrownBy(() -> ProvenEntry.of(young.bytes(), null, keys, policy, CLOCK.instant()))
        .hasMessageContaining("wants more witnesses");
  }

  /** What a receipt takes at most where the tree has 2^30 entries: the longest path, a long log. */
  @Test
  void receipt_ofATreeOfABillion_hasTwoKilobytes() throws Exception {
    var size = 1L << 30;
    var place = size / 2 + 12_345;
    var nodes = Trees.sparse(place);
    var origin = "canopy-audit/0123456789abcdef0123456789abcdef";
    var signer = SignedNoteTest.signer(origin, 1);
    var line = new byte[] {1}; // the special leaf
    var head = new Checkpoint(origin, size, Merkle.root(nodes, size));
    var checkpoint = SignedCheckpoint.sign(head, signer);
    var made = TlogProof.create(nodes, place, line, checkpoint);
    made.verify(List.of(signer.key()));
    var without = TlogProof.createWithoutEntry(nodes, place, Merkle.leafHash(line), checkpoint);
    assertThat(TlogProof.parse(without.bytes()).bytes()).isEqualTo(without.bytes());
    // A line of 294 bytes, a typical decision, has 392 characters in base64.
    assertThat(without.bytes().length + "extra \n".length() + 392).isLessThanOrEqualTo(2048);
    assertThat(Arrays.equals(made.extra().orElseThrow(), line)).isTrue();
  }
}
