package dev.canopy.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class EntryNumbersTest {
  @Test
  void numbers_agreeWithASet() {
    for (var round = 0; round < 200; round++) {
      var random = new Random(round);
      var set = new TreeSet<Long>();
      for (var i = 0; i < random.nextInt(60); i++) {
        set.add((long) random.nextInt(80));
      }
      var numbers = new EntryNumbers();
      set.forEach(numbers::add);
      var read = EntryNumbers.parse(String.join(",", numbers.texts(Integer.MAX_VALUE)));
      for (var seq = -1L; seq < 82; seq++) {
        assertThat(numbers.contains(seq)).isEqualTo(set.contains(seq));
        assertThat(read.contains(seq)).isEqualTo(set.contains(seq));
      }
      assertThat(numbers.isEmpty()).isEqualTo(set.isEmpty());
    }
  }

  @Test
  void texts_areRanges() {
    var numbers = new EntryNumbers();
    for (var seq : new long[] {3, 4, 5, 9, 9, 11, 12}) {
      numbers.add(seq);
    }
    assertThat(numbers.texts(9)).containsExactly("3-5,9,11-12");
    assertThat(numbers.texts(2)).containsExactly("3-5,9", "11-12");
    assertThatThrownBy(() -> numbers.add(3)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void parse_ofBadText_readsNoFurther() {
    for (var bad : new String[] {"", "x", "5-", "-5", "5-3", "7,5", "1,,2"}) {
      assertThat(EntryNumbers.parse(bad).contains(2)).as(bad).isFalse();
    }
    assertThat(EntryNumbers.parse("1-3,x").contains(2)).isTrue();
  }
}
