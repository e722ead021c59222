package dev.canopy.shell;

import java.util.List;

/** A command line in, everything it would run out. */
public final class Shell {
  private Shell() {}

  /**
   * Reads a text as a shell would and follows what is knowable in it. Never fails: a text that
   * cannot be parsed, or that passes a limit, gives a {@link Gap}. Linear in the length of the text
   * and its output, bounded in depth.
   */
  public static ShellReading read(String text, ShellWorld world) {
    return new ShellReading(
        List.of(), List.of(), List.of(new Gap("no shell reader yet", new Span(0, text.length()))));
  }
}
