package dev.canopy.effects;

import org.jspecify.annotations.Nullable;

/**
 * Signs that look like those of a shell: curly quotes, long dashes, full-width letters, odd spaces.
 * A shell takes them for ordinary letters. Whoever wrote them meant the plain ones, and some
 * program on the way may make them plain; so a text with such signs is read both ways, and all that
 * either reading would do counts.
 */
final class LookAlikes {
  /** How the shell reader's remark on such a sign starts. */
  static final String SIGN = "a sign that looks like another";

  private LookAlikes() {}

  /** The text with plain signs of the same number, or null if it is plain. */
  static @Nullable String plain(String text) {
    char[] out = null;
    for (var i = 0; i < text.length(); i++) {
      var c = text.charAt(i);
      if (c < 0x80) {
        continue;
      }
      var plain = plain(c);
      if (plain != c) {
        if (out == null) {
          out = text.toCharArray();
        }
        out[i] = plain;
      }
    }
    return out == null ? null : new String(out);
  }

  private static char plain(char c) {
    if (c >= '\uFF01' && c <= '\uFF5E') {
      return (char) (c - 0xFEE0);
    }
    if ((c >= '\u2010' && c <= '\u2015') || c == '\u2212') {
      return '-';
    }
    if (c >= '\u2018' && c <= '\u201B') {
      return '\'';
    }
    if (c >= '\u201C' && c <= '\u201F') {
      return '"';
    }
    return Character.isSpaceChar(c) || c == '\u0085' ? ' ' : c;
  }
}
