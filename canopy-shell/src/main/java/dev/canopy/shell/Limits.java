package dev.canopy.shell;

/** How far we look. What lies beyond a limit is a {@link Gap}, never left out in silence. */
final class Limits {
  private Limits() {}

  /** A command line longer than this is no longer something a person can review: 256 KB. */
  static final int TEXT_LENGTH = 256 * 1024;

  /**
   * Nested groups, substitutions, quotes and evaluated texts together. People write five or so;
   * each level takes about ten stack frames, so this stays well inside a 512 KB stack.
   */
  static final int DEPTH = 60;

  /** Commands in one reading: a reader of the result has work with each of them. */
  static final int COMMANDS = 10_000;

  /** Words that braces make of one word, {@code {a,b}{1..9}}. */
  static final int BRACE_WORDS = 256;

  /** Rounds of a {@code for} over known words that are followed one by one. */
  static final int LOOP_ROUNDS = 64;

  /** Rounds that are followed one by one even if they do not use the variable of the loop. */
  static final int SAME_ROUNDS = 8;

  /** Characters of a value or of an output that is computed here. */
  static final int VALUE_LENGTH = 64 * 1024;

  /** Parts of a value of which some are not known: a value may hold itself many times over. */
  static final int VALUE_PARTS = 32;

  /** Variables in the environment of each command listed: memory is their product. */
  static final int EXPORTS = 128;

  /** A longer subscript of an assignment is read as a word: its end is looked for ahead. */
  static final int SUBSCRIPT_LENGTH = 512;

  /** Words in one command. */
  static final int WORDS = 20_000;

  /**
   * Steps of evaluation (a command, a piece of a word, a kilobyte handled) per character of the
   * text, and at least: loops in functions in loops would else multiply.
   */
  static final int STEPS_PER_CHARACTER = 4;

  static final int STEPS_AT_LEAST = 20_000;
}
