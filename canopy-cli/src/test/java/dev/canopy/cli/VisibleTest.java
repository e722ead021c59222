package dev.canopy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class VisibleTest {

  @Test
  void of_plainText_isTheText() {
    for (var text : new String[] {"", "rm -rf /tmp/x", "Grüße, 世界 🦊", "a\u0301", "'\"\\`$"}) {
      assertThat(Visible.of(text)).isEqualTo(text);
    }
  }

  @Test
  void of_whatMovesTheCursorOrTheColour_isEscaped() {
    assertThat(Visible.of("a\u001b[2Jb")).isEqualTo("a\\u001b[2Jb");
    assertThat(Visible.of("a\rb\nc\td")).isEqualTo("a\\rb\\nc\\td");
    assertThat(Visible.of("\u0000\u0007\u007f\u0085\u009b"))
        .isEqualTo("\\u0000\\u0007\\u007f\\u0085\\u009b");
  }

  @Test
  void of_whatReordersOrHides_isEscaped() {
    // Direction override and isolate, zero width space and joiner, line separator, soft hyphen.
    for (var c : new char[] {0x202e, 0x2067, 0x200b, 0x200d, 0x2028, 0xad, 0xfeff}) {
      assertThat(Visible.of("a" + c + "b")).matches("a\\\\u[0-9a-f]{4}b");
    }
    // A tag character, which is a pair of surrogates.
    assertThat(Visible.of(new String(Character.toChars(0xe0041)))).isEqualTo("\\udb40\\udc41");
  }

  @Test
  void of_halfACharacter_isEscaped() {
    assertThat(Visible.of("a\ud83e")).isEqualTo("a\\ud83e");
    assertThat(Visible.of("\udd8ab")).isEqualTo("\\udd8ab");
  }
}
