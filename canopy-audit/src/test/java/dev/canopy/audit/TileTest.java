package dev.canopy.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;

class TileTest {
  /** Whichever is asked for first, and however wide the tile is. */
  @Test
  void nodes_areThoseOfTheTreeOverTheHashes() {
    var random = new Random(6);
    var hasher = new NodeHasher();
    for (var width = 1; width <= TileStack.WIDTH; width += 1 + random.nextInt(9)) {
      var hashes = new byte[width * Hash.BYTES];
      random.nextBytes(hashes);
      var tile = new Tile(hashes, hasher);
      assertThat(tile.width()).isEqualTo(width);
      for (var i = 0; i < 60; i++) {
        var level = random.nextInt(8);
        if (width >>> level > 0) {
          var index = random.nextInt(width >>> level);
          assertThat(tile.node(level, index)).isEqualTo(naive(hashes, level, index));
        }
      }
    }
  }

  @Test
  void nodes_thatAreNotComplete_areNotThere() {
    var tile = new Tile(new byte[5 * Hash.BYTES], new NodeHasher());
    assertThat(tile.node(2, 0)).isEqualTo(naive(new byte[5 * Hash.BYTES], 2, 0));
    assertThatThrownBy(() -> tile.node(0, 5)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> tile.node(1, 2)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> tile.node(2, 1)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  private static Hash naive(byte[] hashes, int level, int index) {
    return level == 0
        ? Hash.of(hashes, index * Hash.BYTES)
        : new NodeHasher()
            .hash(naive(hashes, level - 1, 2 * index), naive(hashes, level - 1, 2 * index + 1));
  }
}
