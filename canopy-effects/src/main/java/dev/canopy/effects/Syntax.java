package dev.canopy.effects;

import dev.canopy.shell.Word;
import java.util.List;

/**
 * A little language that a program reads its operands in: find expressions, sed scripts. Models
 * name them with {@code "syntax"}. Stateless.
 */
interface Syntax {

  /** Adds the effects of the operands. Options have been read as the model says. */
  void read(ProgramReader program);

  /** The words as the model's options would have them, before anything is read. */
  default List<Word> rewrite(List<Word> words, int from) {
    return words;
  }
}
