package dev.canopy.shell;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

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

  /** How many things may be open at the end of a text that {@link #finished} ends. */
  private static final int MOST_OPEN = 12;

  /**
   * A text that ends too early, in a quote, a bracket or a loop, ended in the shortest way; null if
   * the text is whole, or wrong in another way. No shell runs such a text, unless more comes: what
   * it would do when ended is more than what it does. A few readings of the text at most.
   *
   * <p>Not where shells disagree on what a quote is: what one waits to end may be whole for
   * another.
   */
  public static @Nullable String finished(String text, ShellWorld world) {
    if (text.length() > Limits.TEXT_LENGTH || disputesQuotes(text)) {
      return null;
    }
    var whole = text;
    for (var open = 0; open < MOST_OPEN; open++) {
      var parser = new Parser(new Cursor(whole, world.dialect(), new ArrayList<>(0), new Effort()));
      parser.program();
      var fault = parser.fault();
      if (fault == null) {
        return open == 0 ? null : whole;
      }
      var closer = fault.closer();
      if (closer == null) {
        return null;
      }
      whole += closer;
    }
    return null;
  }

  /** Quotes that bash and dash end at different places. */
  private static boolean disputesQuotes(String text) {
    for (var at = text.indexOf('$'); at >= 0; at = text.indexOf('$', at + 1)) {
      if (text.startsWith("$'", at)) {
        return true;
      }
      if (text.startsWith("${", at)) {
        for (var i = at + 2; ; i++) {
          if (i >= text.length() || "'\"`\\".indexOf(text.charAt(i)) >= 0) {
            return true;
          }
          if (text.charAt(i) == '}') {
            break;
          }
        }
      }
    }
    return false;
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
