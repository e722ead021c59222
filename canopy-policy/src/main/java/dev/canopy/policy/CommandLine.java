package dev.canopy.policy;

import dev.canopy.effects.Certainty;
import dev.canopy.effects.Effect;
import dev.canopy.effects.Operand;

/** The words of a program's start as one text, separated by single spaces. */
final class CommandLine {
  private CommandLine() {}

  /** The whole line if every word is known, else what stands before the first unknown word. */
  static Operand of(Effect.Runs runs) {
    var text = new StringBuilder();
    var certain = add(text, runs.program());
    for (var i = 0; i < runs.arguments().size() && certain; i++) {
      text.append(' ');
      certain = add(text, runs.arguments().get(i));
    }
    var line = text.toString();
    return new Operand(line, line, certain ? Certainty.EXACT : Certainty.UNKNOWN);
  }

  /** The words as they are known or written, whether sure or not. */
  static String text(Effect.Runs runs) {
    var text = new StringBuilder();
    addText(text, runs.program());
    for (var i = 0; i < runs.arguments().size(); i++) {
      addText(text.append(' '), runs.arguments().get(i));
    }
    return text.toString();
  }

  private static boolean add(StringBuilder text, Operand word) {
    if (word.certainty() != Certainty.PATTERN) {
      text.append(word.text());
    }
    return word.isExact();
  }

  private static void addText(StringBuilder text, Operand word) {
    text.append(word.isExact() ? word.text() : word.given());
  }
}
