package dev.canopy.shell;

import java.util.List;

/** What a command reads on its standard input. */
public sealed interface Input {

  /** Whatever the shell itself has there: a terminal, a host's pipe, nothing. */
  enum Inherited implements Input {
    INHERITED
  }

  /** A text that is known: a here-document, a here-string, or the output of pure commands. */
  record Known(String text) implements Input {}

  /** The output of other commands, as indexes into {@link ShellReading#commands}. */
  record Piped(List<Integer> sources) implements Input {
    public Piped {
      sources = List.copyOf(sources);
    }
  }

  /** A file. The redirection itself is among the command's redirections too. */
  record File(Word path) implements Input {}

  /** A text of which some is unknown, such as a here-document with {@code $(…)} in it. */
  record Partial(Word text) implements Input {}
}
