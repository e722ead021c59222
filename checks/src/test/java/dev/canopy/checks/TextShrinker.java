package dev.canopy.checks;

import java.io.IOException;

/** Makes a failing text small: leaves out ever smaller pieces for as long as it still fails. */
final class TextShrinker {
  private static final int MOST_TRIES = 400;

  /** Whether a text still shows what is looked for. */
  interface Check {
    boolean fails(String text) throws IOException;
  }

  private TextShrinker() {}

  static String shrink(String text, Check check) throws IOException {
    var best = text;
    var tries = 0;
    var size = Math.max(1, text.length() / 2);
    while (tries < MOST_TRIES) {
      var smaller = false;
      for (var at = 0; at + size <= best.length() && tries < MOST_TRIES; ) {
        var shorter = best.substring(0, at) + best.substring(at + size);
        tries++;
        if (!shorter.isBlank() && check.fails(shorter)) {
          best = shorter;
          smaller = true;
        } else {
          at += Math.max(1, size / 2);
        }
      }
      if (size > 1) {
        size /= 2;
      } else if (!smaller) {
        break;
      }
    }
    return best;
  }
}
