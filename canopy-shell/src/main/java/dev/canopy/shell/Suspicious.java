package dev.canopy.shell;

import java.util.List;

/**
 * Characters that make a text look other than it is: invisible ones, such that turn the direction
 * of writing, spaces that are none for a shell, and letters that pass for others.
 */
final class Suspicious {
  private Suspicious() {}

  /** Looks through a text for what is suspicious in any place, quoted or not. */
  static void anywhere(String text, List<Gap> gaps) {
    var found = 0;
    var letters = 0; // 1: Latin letters in this run, 2: letters that pass for Latin ones
    for (var i = 0; i < text.length(); i++) {
      var c = text.charAt(i);
      if (c < 0x80) {
        var latin = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        letters = latin ? letters | 1 : 0;
        if ((c < ' ' && c != '\n' && c != '\t') || c == 0x7f) {
          if ((found & 1) == 0) {
            gaps.add(new Gap("a control character (" + code(c) + ")", new Span(i, i + 1)));
            found |= 1;
          }
        }
        if (letters != 3) {
          continue;
        }
      }
      if (isInvisible(text, i, c)) {
        if ((found & 2) == 0) {
          gaps.add(new Gap("an invisible character (" + code(c) + ")", new Span(i, i + 1)));
          found |= 2;
        }
      } else if (c >= 0x80) {
        letters = isLookAlike(c) ? letters | 2 : Character.isLetter(c) ? letters : 0;
      }
      if (letters == 3) {
        if ((found & 4) == 0) {
          gaps.add(
              new Gap("letters of two scripts that look alike in one word", new Span(i, i + 1)));
          found |= 4;
        }
        letters = 0;
      }
    }
  }

  /** Reports what is suspicious only where a shell would split or read syntax. */
  static void unquoted(Cursor in, char c, boolean first) {
    var space = Character.isSpaceChar(c) || c == '\u0085';
    var sign =
        (c >= '\u2018' && c <= '\u201F') // quotes that a shell does not know
            || (c >= '\uFF01' && c <= '\uFF5E') // full-width ASCII
            || (first && ((c >= '\u2010' && c <= '\u2015') || c == '\u2212')); // dashes
    if (space || sign) {
      var what = space ? "a space that is none for a shell" : "a sign that looks like another";
      in.gaps.add(
          new Gap(what + " (" + code(c) + ")", new Span(in.start(in.at), in.end(in.at + 1))));
    }
  }

  private static String code(char c) {
    var hex = Integer.toHexString(c);
    return "U+"
        + "0000".substring(Math.min(4, hex.length()))
        + hex.toUpperCase(java.util.Locale.ROOT);
  }

  private static boolean isInvisible(String text, int i, char c) {
    if (c == '\u200D' || c == '\uFE0F' || c == '\uFE0E') {
      // Joiners inside an emoji are ordinary; elsewhere they hide a difference.
      return i == 0 || text.charAt(i - 1) < '\u2000';
    }
    return c == '\u00AD'
        || c == '\u034F'
        || c == '\u061C'
        || c == '\u115F'
        || c == '\u1160'
        || c == '\u17B4'
        || c == '\u17B5'
        || (c >= '\u180B' && c <= '\u180F')
        || (c >= '\u200B' && c <= '\u200F')
        || (c >= '\u2028' && c <= '\u202E')
        || (c >= '\u2060' && c <= '\u206F')
        || c == '\u3164'
        || (c >= '\uFE00' && c <= '\uFE0D')
        || c == '\uFEFF'
        || c == '\uFFA0'
        || (c >= '\uFFF0' && c <= '\uFFFB')
        || (c >= '\u0080' && c <= '\u009F')
        || (c == '\uDB40') // tags and variation selectors, U+E0000 and after
        || (Character.isSurrogate(c) && isLone(text, i, c));
  }

  private static boolean isLone(String text, int i, char c) {
    return Character.isHighSurrogate(c)
        ? i + 1 >= text.length() || !Character.isLowSurrogate(text.charAt(i + 1))
        : i == 0 || !Character.isHighSurrogate(text.charAt(i - 1));
  }

  /** Cyrillic, Armenian and Greek letters that pass for Latin ones. */
  private static boolean isLookAlike(char c) {
    return (c >= '\u0400' && c <= '\u052F')
        || (c >= '\u0531' && c <= '\u058F')
        || (c >= '\u13A0' && c <= '\u13FF')
        || "\u0391\u0392\u0395\u0396\u0397\u0399\u039A\u039C\u039D\u039F\u03A1\u03A4\u03A5\u03A7"
                .indexOf(c)
            >= 0
        || "\u03B1\u03B9\u03BD\u03BF\u03C1\u03C5".indexOf(c) >= 0;
  }
}
