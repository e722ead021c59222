package dev.canopy.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A log as a folder of tiles, read back with nothing of the log at hand. */
final class TlogExportTest {
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-11-22T10:22:01.123456Z"));
  private static final AuditOptions OPTIONS = AuditOptions.SHARED.withSegmentBytes(40_000);

  private final Path log;
  private final Path folder;

  TlogExportTest(@TempDir Path dir) {
    this.log = dir.resolve("audit.log");
    this.folder = dir.resolve("exported");
  }

  private void write(AuditOptions options, int events) throws Exception {
    try (var open = AuditLog.open(log, CLOCK, options)) {
      for (var i = 0; i < events; i++) {
        AuditLogTest.append(open, "DENY");
      }
    }
  }

  private List<NoteKey> keys() throws Exception {
    var seal = AuditVerifier.assess(log, Expectation.NONE, null).seal();
    return List.of(Objects.requireNonNull(seal.key()));
  }

  private List<String> lines() throws Exception {
    var lines = new ArrayList<String>();
    for (var file : AuditSegments.files(log)) {
      lines.addAll(Files.readAllLines(file));
    }
    return lines;
  }

  /** Every file that the standard wants for this size is there and right, by a naive tree. */
  private void assertHolds(List<String> lines, long firstEntry, NoteKey key) throws Exception {
    var note = Files.readAllBytes(folder.resolve("checkpoint"));
    var head = SignedCheckpoint.open(note, key).checkpoint();
    var leaves =
        lines.stream().map(l -> Merkle.leafHash(l.getBytes(StandardCharsets.UTF_8))).toList();
    assertThat(head.treeSize()).isEqualTo(leaves.size());
    assertThat(head.root()).isEqualTo(NaiveMerkle.root(leaves));
    var reader = new TileReader(folder, head.treeSize());
    for (var i = 0; i < leaves.size(); i++) {
      assertThat(reader.node(0, i)).isEqualTo(leaves.get(i));
      InclusionProof.create(reader, i, head.treeSize()).verify(leaves.get(i), head.root());
    }
    for (var bundle = firstEntry / 256; bundle * 256 < leaves.size(); bundle++) {
      var entries = reader.entries(bundle);
      for (var i = 0; i < entries.size(); i++) {
        assertThat(new String(entries.get(i), StandardCharsets.UTF_8))
            .isEqualTo(lines.get((int) bundle * 256 + i));
      }
    }
    for (var level = 0; level < 2; level++) { // what a reader asks for, by name
      for (var at = 0L; at < TilePath.hashesAt(level, leaves.size()); at += 256) {
        var width = (int) Math.min(256, TilePath.hashesAt(level, leaves.size()) - at);
        assertThat(folder.resolve(new TilePath(level, at / 256, width).path())).exists();
      }
    }
  }

  @Test
  void export_holdsTheWholeTree_andGrowsWithTheLog() throws Exception {
    write(OPTIONS, 300);
    var lines = lines();
    var exported = TlogExport.write(log, keys(), folder);
    assertThat(exported.firstEntry()).isZero();
    assertThat(exported.filesWritten()).isEqualTo(6); // 2 bundles, 2 + 1 tiles, the checkpoint
    assertHolds(lines, 0, keys().get(0));

    write(OPTIONS, 400);
    write(AuditOptions.SHORT_LIVED, 1); // is not signed, and so not exported
    var more = lines().subList(0, lines().size() - 1);
    TlogExport.write(log, keys(), folder);
    assertHolds(more, 0, keys().get(0));
    assertThat(TlogExport.write(log, keys(), folder).filesWritten()).isEqualTo(1);
  }

  @Test
  void export_ofWhatIsNotSigned_isRefused() throws Exception {
    write(OPTIONS, 300);
    var keys = keys();
    var second = AuditSegments.files(log).get(1);
    var text = Files.readString(second);
    Files.writeString(second, text.replaceFirst("DENY", "DENI"));
    assertThatThrownBy(() -> TlogExport.write(log, keys, folder))
        .hasMessageContaining("are not those that were signed");
    assertThat(folder.resolve("checkpoint")).doesNotExist();
    Files.writeString(second, text);
    var other = Tampering.signer(9).key();
    assertThatThrownBy(() -> TlogExport.write(log, List.of(other), folder))
        .hasMessageContaining("is no checkpoint");
    Files.delete(new LogPaths(log).checkpoint());
    assertThatThrownBy(() -> TlogExport.write(log, keys, folder))
        .hasMessageContaining("is signed yet");
  }

  @Test
  void export_overAnother_isRefused() throws Exception {
    write(OPTIONS, 300);
    var keys = keys();
    TlogExport.write(log, keys, folder);
    var tile = folder.resolve("tile/entries/000");
    var bytes = Files.readAllBytes(tile);
    bytes[100] ^= 1;
    Files.write(tile, bytes);
    assertThatThrownBy(() -> TlogExport.write(log, keys, folder))
        .hasMessageContaining("`tile/entries/000` is there already, and is another");
    bytes[100] ^= 1;
    Files.write(tile, bytes);
    TlogExport.write(log, keys, folder);

    // An older state of the log, put back.
    var paths = new LogPaths(log);
    var notes = CheckpointFiles.split(Files.readAllBytes(paths.checkpoints()), false);
    Files.write(paths.checkpoint(), notes.get(0));
    assertThatThrownBy(() -> TlogExport.write(log, keys, folder))
        .hasMessageContaining("the log was rolled back");
  }

  @Test
  void export_ofAPrunedLog_hasItsTiles_andTheEntriesThatAreThere() throws Exception {
    write(OPTIONS, 900);
    var keys = keys();
    var lines = lines();
    var segments = AuditSegments.files(log);
    Files.delete(segments.get(0));
    Files.delete(segments.get(1));
    Files.delete(segments.get(2));
    var minimum = AuditSegments.minimumIndex(log);
    assertThat(minimum).isGreaterThan(256);
    var exported = TlogExport.write(log, keys, folder);
    assertThat(exported.firstEntry()).isBetween(minimum, minimum + 255);
    assertHolds(lines, exported.firstEntry(), keys.get(0));
    assertThat(folder.resolve("tile/entries/000")).doesNotExist();
  }
}
