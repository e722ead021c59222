package dev.canopy.effects;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class SegmentGlobsTest {

  @Test
  void mayMeet_saysWhatTheFullAnswerSays() {
    var random = new Random(7);
    var met = 0;
    for (var i = 0; i < 200_000; i++) {
      var left = pattern(random);
      var right = pattern(random);
      var meets = SegmentGlobs.meet(left, right);
      met += meets ? 1 : 0;
      assertThat(SegmentGlobs.mayMeet(left, right)).as("%s and %s", left, right).isEqualTo(meets);
    }
    assertThat(met).isBetween(20_000, 180_000);
  }

  @Test
  void mayMeet_neighbours() {
    assertThat(SegmentGlobs.mayMeet("*.php", "*.phP")).isTrue();
    assertThat(SegmentGlobs.mayMeet("*.php", "*.phq")).isFalse();
    assertThat(SegmentGlobs.mayMeet("a*", "*b")).isTrue();
    assertThat(SegmentGlobs.mayMeet("a[bc]", "ab")).isTrue();
    assertThat(SegmentGlobs.mayMeet("a(b|c)", "ac")).isTrue();
    assertThat(SegmentGlobs.mayMeet("b", "a")).isFalse();
  }

  private static String pattern(Random random) {
    var text = new StringBuilder();
    for (var i = random.nextInt(6); i > 0; i--) {
      text.append("aabAB.*?[](\\".charAt(random.nextInt(12)));
    }
    return text.toString();
  }
}
