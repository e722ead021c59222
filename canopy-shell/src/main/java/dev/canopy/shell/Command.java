package dev.canopy.shell;

import java.util.List;

/**
 * A simple command that the shell would run, with the words it would get: after quoting, expansion,
 * functions, aliases and {@code eval} of known strings. Builtins are commands too.
 *
 * @param words program and arguments; never empty. Words from unquoted unknown text are one word
 *     with an {@link WordPart.Unknown} part that {@code splits}
 * @param environment variables set for this command or exported before it in this text
 * @param redirections files opened for it, its own and those of the groups around it
 * @param input its standard input
 * @param directory the working directory, relative to where the text starts if {@code cd} was
 *     relative; exact and empty if it never changed
 * @param background true if the shell does not wait for it
 * @param span where it stands in the source text
 */
public record Command(
    List<Word> words,
    List<Assignment> environment,
    List<Redirection> redirections,
    Input input,
    Word directory,
    boolean background,
    Span span) {
  public Command {
    words = List.copyOf(words);
    environment = List.copyOf(environment);
    redirections = List.copyOf(redirections);
    if (words.isEmpty()) {
      throw new IllegalArgumentException("a command has at least one word");
    }
  }
}
