package dev.canopy.shell;

import java.util.List;

/** A piece of a word after quoting and expansion: what is known of the text that a program gets. */
public sealed interface WordPart {

  /** Text that stands there exactly. */
  record Text(String text) implements WordPart {}

  /** An unquoted glob, {@code *}, {@code ?}, {@code [a-z]} or an extglob, with its pattern. */
  record Glob(String pattern) implements WordPart {}

  /**
   * Text that depends on the outside world.
   *
   * @param why in words, such as `$BUILD_DIR is not set here` or `output of curl`
   * @param sources indexes into {@link ShellReading#commands} of the commands whose output this is
   * @param splits true if it stands unquoted, so that it may become no word or several words
   * @param whole true if it is all that its only source writes, or one line or word of that, and
   *     nothing was done to it since
   */
  record Unknown(String why, List<Integer> sources, boolean splits, boolean whole)
      implements WordPart {
    public Unknown {
      sources = List.copyOf(sources);
    }

    /** Text of which nothing is known but where it comes from. */
    public Unknown(String why, List<Integer> sources, boolean splits) {
      this(why, sources, splits, false);
    }
  }
}
