package dev.canopy.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class TileStackTest {
  private static Hash leaf(int i) {
    return Hash.owning(
        Chain.sha256().digest(new byte[] {(byte) i, (byte) (i >> 8), (byte) (i >> 16)}));
  }

  @Test
  void root_atEverySize_asTheFrontier() throws Exception {
    var stack = new TileStack(TileStack.NOWHERE);
    var twin = new Frontier();
    assertThat(stack.root()).isEqualTo(twin.root());
    for (var i = 0; i < 3_000; i++) {
      stack.append(leaf(i).raw(), 0);
      twin.append(leaf(i));
      assertThat(stack.root()).isEqualTo(twin.root());
    }
    for (var i = 3_000; i < 140_000; i++) { // into the third level of tiles
      stack.append(leaf(i).raw(), 0);
      twin.append(leaf(i));
      if (i % 997 == 0 || (i & 0xffff) > 0xfffd) {
        assertThat(stack.root()).isEqualTo(twin.root());
      }
    }
    assertThat(stack.size()).isEqualTo(140_000);
  }

  @Test
  void tiles_areThoseOfTheSpecification() throws Exception {
    // C2SP tlog-tiles: 70,000 entries are 273 full tiles and one of 112, then 1 and 17, then 1.
    var full = new HashMap<String, Integer>();
    var tiles = new HashMap<String, byte[]>();
    var stack =
        new TileStack(
            (level, index, tile) -> {
              full.merge("" + level, 1, Integer::sum);
              tiles.put(new TilePath(level, index, 256).path(), tile.clone());
            });
    var nodes = new HashMap<String, Hash>();
    var twin =
        new Frontier(
            (level, index, hashes, at) -> nodes.put(level + "/" + index, Hash.of(hashes, at)));
    for (var i = 0; i < 70_000; i++) {
      stack.append(leaf(i).raw(), 0);
      twin.append(leaf(i));
    }
    assertThat(full).containsExactly(Map.entry("0", 273), Map.entry("1", 1));
    assertThat(stack.width(0)).isEqualTo(112);
    assertThat(stack.width(1)).isEqualTo(17);
    assertThat(stack.width(2)).isEqualTo(1);
    var tile = Objects.requireNonNull(tiles.get("tile/1/000"));
    for (var i = 0; i < 256; i++) {
      assertThat(Hash.of(tile, i * 32)).isEqualTo(nodes.get("8/" + i));
    }
    assertThat(Hash.of(stack.partial(1), 16 * 32)).isEqualTo(nodes.get("8/272"));
  }

  @Test
  void restore_goesOnAsBefore() throws Exception {
    for (var size : new int[] {0, 1, 255, 256, 257, 511, 65_535, 65_536, 65_537, 66_000}) {
      var tiles = new ArrayList<String>();
      TileStack.Sink sink =
          (level, index, tile) -> tiles.add(level + "/" + index + Arrays.hashCode(tile));
      var one = new TileStack(sink);
      for (var i = 0; i < size; i++) {
        one.append(leaf(i).raw(), 0);
      }
      var before = tiles.size();
      var two = TileStack.restore(one.bytes(), sink);
      assertThat(two.root()).isEqualTo(one.root());
      for (var i = size; i < size + 300; i++) {
        one.append(leaf(i).raw(), 0);
      }
      var more = tiles.subList(before, tiles.size()).toString();
      tiles.clear();
      for (var i = size; i < size + 300; i++) {
        two.append(leaf(i).raw(), 0);
      }
      assertThat(two.root()).isEqualTo(one.root());
      assertThat(tiles).hasToString(more);
    }
  }

  @Test
  void restore_bytesOfNoTree() {
    for (var bytes :
        new byte[][] {
          {},
          new byte[7],
          new byte[9],
          {0, 0, 0, 0, 0, 0, 0, 1},
          {-1, 0, 0, 0, 0, 0, 0, 0},
          new byte[40]
        }) {
      assertThatThrownBy(() -> TileStack.restore(bytes, TileStack.NOWHERE))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
