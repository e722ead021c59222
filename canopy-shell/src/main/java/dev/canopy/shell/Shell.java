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
    var plain = text.length() <= PlainText.MOST_CHARACTERS ? PlainText.read(text) : null;
    if (plain != null) {
      return plain;
    }
    try {
      return readFully(text, world);
    } catch (RuntimeException | StackOverflowError e) {
      // A fault of ours must not let anything pass. Tests call the method above, without this net.
      return refused(text, "a fault in the shell reader: " + e.getClass().getSimpleName());
    }
  }

  /**
   * What keeps a shell from reading all of a text: the faults of its grammar. Nothing is followed.
   * Empty if the whole text is read.
   */
  public static List<Gap> faults(String text, ShellDialect dialect) {
    var gaps = new ArrayList<Gap>(0);
    if (text.length() > Limits.TEXT_LENGTH) {
      return refused(text, "longer than " + Limits.TEXT_LENGTH + " characters").gaps();
    }
    try {
      new Parser(new Cursor(text, dialect, gaps, new Effort())).wholeText();
    } catch (Unreadable e) {
      gaps.add(e.gap());
    }
    return List.copyOf(gaps);
  }

  /** The general way, by a tree. */
  static ShellReading readFully(String text, ShellWorld world) {
    return readFully(text, world, new Effort());
  }

  /** The general way, and what it took: characters parsed and steps of evaluation. */
  static ShellReading readFully(String text, ShellWorld world, Effort effort) {
    var gaps = new ArrayList<Gap>(0);
    if (text.length() > Limits.TEXT_LENGTH) {
      return refused(text, "longer than " + Limits.TEXT_LENGTH + " characters");
    }
    Suspicious.anywhere(text, gaps);
    var steps = Math.max(Limits.STEPS_AT_LEAST, (long) text.length() * Limits.STEPS_PER_CHARACTER);
    var evaluator = new Evaluator(world, gaps, steps, effort);
    try {
      evaluator.run(new Parser(new Cursor(text, world.dialect(), gaps, effort)).program());
      evaluator.atExit();
    } catch (Unreadable e) {
      gaps.add(e.gap());
    }
    evaluator.finish();
    effort.spend(steps - evaluator.stepsLeft());
    return new ShellReading(evaluator.commands, evaluator.assignments, gaps);
  }

  private static ShellReading refused(String text, String reason) {
    return new ShellReading(
        List.of(), List.of(), List.of(new Gap(reason, new Span(0, text.length()))));
  }
}
