package dev.canopy.shell;

import java.util.ArrayList;
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
    return readFully(text, world);
  }

  /** The general way, by a tree. */
  static ShellReading readFully(String text, ShellWorld world) {
    var gaps = new ArrayList<Gap>(0);
    if (text.length() > Limits.TEXT_LENGTH) {
      var reason = "longer than " + Limits.TEXT_LENGTH + " characters";
      return new ShellReading(
          List.of(), List.of(), List.of(new Gap(reason, new Span(0, text.length()))));
    }
    Suspicious.anywhere(text, gaps);
    var steps = Math.max(Limits.STEPS_AT_LEAST, (long) text.length() * Limits.STEPS_PER_CHARACTER);
    var evaluator = new Evaluator(world, gaps, steps);
    try {
      evaluator.run(new Parser(new Cursor(text, world.dialect(), gaps)).program());
      evaluator.atExit();
    } catch (Unreadable e) {
      gaps.add(e.gap());
    }
    return new ShellReading(evaluator.commands, evaluator.assignments, gaps);
  }
}
