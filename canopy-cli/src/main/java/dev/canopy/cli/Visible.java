package dev.canopy.cli;

import java.util.HexFormat;

/**
 * Text of agents, policies and logs as it may be shown on a terminal: what would move the cursor,
 * change colours or reorder the line is written as an escape, so that nobody can draw over what a
 * person is asked to judge.
 */
final class Visible {
  private Visible() {}

  static String of(String text) {
    var out = new StringBuilder(text.length());
    for (var i = 0; i < text.length(); i++) {
      append(text, i, out);
    }
    return out.toString();
  }

  /** As {@link #of}, for a text of our own of several lines: a line feed stays what it is. */
  static String lines(String text) {
    var out = new StringBuilder(text.length());
    for (var i = 0; i < text.length(); i++) {
      if (text.charAt(i) == '\n') {
        out.append('\n');
      } else {
        append(text, i, out);
      }
    }
    return out.toString();
  }

  /** Appends the code unit at {@code index} as it may be shown. */
  static void append(String text, int index, StringBuilder out) {
    var c = text.charAt(index);
    switch (c) {
      case '\n' -> out.append("\\n");
      case '\t' -> out.append("\\t");
      case '\r' -> out.append("\\r");
      default -> {
        if (isHidden(text, index)) {
          out.append("\\u").append(HexFormat.of().toHexDigits(c));
        } else {
          out.append(c);
        }
      }
    }
  }

  private static boolean isHidden(String text, int index) {
    var c = text.charAt(index);
    if (c < 0x7f) {
      return c < ' ';
    }
    if (Character.isSurrogate(c)) {
      var start = Character.isLowSurrogate(c) && index > 0 ? index - 1 : index;
      var point = text.codePointAt(start);
      return !Character.isSupplementaryCodePoint(point) || isHidden(point);
    }
    return isHidden(c);
  }

  /** Controls, formats such as the direction overrides, line separators, and what has no glyph. */
  private static boolean isHidden(int point) {
    return switch (Character.getType(point)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED ->
          true;
      default -> false;
    };
  }
}
