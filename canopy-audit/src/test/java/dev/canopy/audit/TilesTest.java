package dev.canopy.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tiles: their names, their bytes, and what is read from them. */
final class TilesTest {
  @Test
  void path_isSpelledInOneWay() throws Exception {
    for (var path :
        List.of(
            "tile/0/000",
            "tile/0/000.p/1",
            "tile/0/255",
            "tile/3/x001/x234/067",
            "tile/3/x001/x234/067.p/255",
            "tile/entries/x001/000.p/7",
            "tile/63/000",
            "tile/0/x036/x028/x797/x018/963")) {
      assertThat(TilePath.parse(path).path()).isEqualTo(path);
    }
    assertThat(new TilePath(0, 1234067, 256).path()).isEqualTo("tile/0/x001/x234/067");
    assertThat(new TilePath(2, Long.MAX_VALUE, 3).path())
        .isEqualTo("tile/2/x009/x223/x372/x036/x854/x775/807.p/3");
    for (var bad :
        List.of(
            "",
            "tile/",
            "tile/0",
            "tile/0/",
            "tile/64/000",
            "tile/-1/000",
            "tile/00/000",
            "tile/Entries/000",
            "tile/0/0",
            "tile/0/0000",
            "tile/0/x000",
            "tile/0/x000/000",
            "tile/0/000/000",
            "tile/0/x001/00",
            "tile/0/x01/000",
            "tile/0/+01",
            "tile/0/000.p/0",
            "tile/0/000.p/256",
            "tile/0/000.p/01",
            "tile/0/000.p/",
            "tile/0/000.p/1/2",
            "tile/0/000.p",
            "tile/0/../000",
            "/tile/0/000",
            "tile/0/x009/x223/x372/x036/x854/x775/808",
            "tile/0/x999/x999/x999/x999/x999/x999/x999/999")) {
      assertThatThrownBy(() -> TilePath.parse(bad)).as(bad).isInstanceOf(ProofException.class);
    }
  }

  /** The example of the standard. */
  @Test
  void levels_ofATreeOf70000_haveWhatTheStandardSays() {
    assertThat(TilePath.hashesAt(0, 70_000)).isEqualTo(273 * 256 + 112);
    assertThat(TilePath.hashesAt(1, 70_000)).isEqualTo(256 + 17);
    assertThat(TilePath.hashesAt(2, 70_000)).isEqualTo(1);
    assertThat(TilePath.hashesAt(3, 70_000)).isZero();
    assertThat(TilePath.hashesAt(TilePath.ENTRIES, 70_000)).isEqualTo(70_000);
    assertThat(TilePath.hashesAt(1, 256)).isEqualTo(1);
    assertThat(TilePath.hashesAt(63, Long.MAX_VALUE)).isZero();
  }

  @Test
  void nodes_ofTrees_areThoseOfTheirTiles(@TempDir Path temp) throws Exception {
    for (var size : new int[] {1, 2, 255, 256, 257, 600}) {
      var folder = temp.resolve(String.valueOf(size));
      var leaves = Trees.leaves(size);
      write(folder, leaves);
      var nodes = Trees.nodes(leaves);
      var reader = new TileReader(folder, size);
      for (var level = 0; size >> level > 0; level++) {
        for (var index = 0; index < size >> level; index++) {
          assertThat(reader.node(level, index)).isEqualTo(nodes.node(level, index));
        }
        var beyond = size >> level;
        var at = level;
        assertThatThrownBy(() -> reader.node(at, beyond)).isInstanceOf(AuditException.class);
      }
      assertThat(Merkle.root(reader, size)).isEqualTo(NaiveMerkle.root(leaves));
    }
  }

  @Test
  void proofs_fromTheTilesOf70000_verify(@TempDir Path folder) throws Exception {
    var leaves = Trees.leaves(70_000);
    write(folder, leaves);
    var frontier = new Frontier();
    leaves.forEach(frontier::append);
    var reader = new TileReader(folder, 70_000);
    assertThat(Merkle.root(reader, 70_000)).isEqualTo(frontier.root());
    for (var index : new int[] {0, 255, 256, 65_535, 65_536, 69_887, 69_888, 69_999}) {
      InclusionProof.create(reader, index, 70_000).verify(leaves.get(index), frontier.root());
      var oldRoot = Merkle.root(reader, index + 1);
      ConsistencyProof.create(reader, index + 1, 70_000).verify(oldRoot, frontier.root());
    }
  }

  @Test
  void reader_ofAPartialTileThatHasGrownFull_readsTheFullOne(@TempDir Path folder)
      throws Exception {
    var leaves = Trees.leaves(256);
    write(folder, leaves);

    assertThat(Merkle.root(new TileReader(folder, 100), 100))
        .isEqualTo(NaiveMerkle.root(leaves.subList(0, 100)));
  }

  @Test
  void reader_ofATileThatIsMissingOrCut_saysWhich(@TempDir Path folder) throws Exception {
    write(folder, Trees.leaves(300));
    var full = folder.resolve("tile/0/000");
    Files.write(full, new byte[8191]);
    assertThatThrownBy(() -> new TileReader(folder, 300).node(0, 3))
        .hasMessage("the tile `tile/0/000` has 8191 bytes, expected 8192");
    Files.write(full, new byte[8193]);
    assertThatThrownBy(() -> new TileReader(folder, 300).node(0, 3))
        .isInstanceOf(AuditException.class);
    Files.delete(full);
    assertThatThrownBy(() -> new TileReader(folder, 300).node(0, 3))
        .hasMessage("the tile `tile/0/000` is missing");
    assertThatThrownBy(() -> new TileReader(folder, 300).node(63, 0))
        .isInstanceOf(AuditException.class);
  }

  @Test
  void bundle_writtenAndRead_isTheSame() throws Exception {
    var entries = List.of(new byte[0], bytes("one"), new byte[65_535]);
    var bundle = EntryBundle.encode(entries);

    assertThat(EntryBundle.decode(bundle, 3)).usingRecursiveComparison().isEqualTo(entries);
    assertThat(EntryBundle.encode(List.of(bytes("one"), bytes("two"))))
        .isEqualTo(bytes("\u0000\u0003one\u0000\u0003two"));
    assertThatThrownBy(() -> EntryBundle.decode(bundle, 2)).isInstanceOf(ProofException.class);
    assertThatThrownBy(() -> EntryBundle.decode(bundle, 4)).isInstanceOf(ProofException.class);
    for (var cut = 1; cut < 9; cut++) {
      var part = Arrays.copyOf(bundle, cut);
      assertThatThrownBy(() -> EntryBundle.decode(part, 3)).isInstanceOf(ProofException.class);
    }
    assertThatThrownBy(() -> EntryBundle.encode(List.of(new byte[65_536])))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void entries_ofABundle_areThoseOfTheSize(@TempDir Path folder) throws Exception {
    var entries = new ArrayList<byte[]>();
    for (var i = 0; i < 256; i++) {
      entries.add(bytes("entry " + i));
    }
    Files.createDirectories(folder.resolve("tile/entries"));
    Files.write(folder.resolve("tile/entries/000"), EntryBundle.encode(entries));

    assertThat(new TileReader(folder, 256).entries(0)).hasSize(256);
    assertThat(new TileReader(folder, 5).entries(0))
        .usingRecursiveComparison()
        .isEqualTo(entries.subList(0, 5));
    assertThatThrownBy(() -> new TileReader(folder, 256).entries(1))
        .isInstanceOf(AuditException.class);
    assertThatThrownBy(() -> new TileReader(folder, 0).entries(0))
        .isInstanceOf(AuditException.class);
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** Writes all tiles of a tree, level by level. */
  static void write(Path folder, List<Hash> leaves) throws IOException {
    var hashes = leaves;
    for (var level = 0; !hashes.isEmpty(); level++) {
      var above = new ArrayList<Hash>();
      for (var from = 0; from < hashes.size(); from += TilePath.FULL) {
        var tile = hashes.subList(from, Math.min(from + TilePath.FULL, hashes.size()));
        var file = folder.resolve(new TilePath(level, from / TilePath.FULL, tile.size()).path());
        Files.createDirectories(file.getParent());
        var out = new ByteArrayOutputStream();
        tile.forEach(hash -> out.writeBytes(hash.raw()));
        Files.write(file, out.toByteArray());
        if (tile.size() == TilePath.FULL) {
          above.add(NaiveMerkle.root(tile));
        }
      }
      hashes = above;
    }
  }
}
