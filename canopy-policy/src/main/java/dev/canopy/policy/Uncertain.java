package dev.canopy.policy;

import dev.canopy.effects.Certainty;
import dev.canopy.effects.Operand;

/** What can still be said of a value that is a pattern or unknown. */
final class Uncertain {
  private Uncertain() {}

  /** False only if the value cannot turn out to be {@code text}. */
  static boolean mayBe(Operand value, FieldType type, String text) {
    if (value.certainty() == Certainty.PATTERN) {
      return text.startsWith(literalPrefix(value.text()));
    }
    // The known start of a path is not firm: what follows may be `../..`.
    return type == FieldType.PATH || text.startsWith(value.text());
  }

  /** What every value that the glob matches starts with. */
  static String literalPrefix(String glob) {
    for (var i = 0; i < glob.length(); i++) {
      var c = glob.charAt(i);
      if (c == '*' || c == '?' || c == '[' || c == '{' || c == '\\' || c == '(') {
        return glob.substring(0, i);
      }
    }
    return glob;
  }

  /** The part of the value that is surely at its start; empty if none is. */
  static String firmPrefix(Operand value, FieldType type) {
    if (value.certainty() == Certainty.PATTERN) {
      return literalPrefix(value.text());
    }
    return type == FieldType.PATH ? "" : value.text();
  }
}
