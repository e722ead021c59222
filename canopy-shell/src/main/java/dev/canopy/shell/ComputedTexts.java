package dev.canopy.shell;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Texts that were computed and run, or are expanded once more. */
final class ComputedTexts {
  private final Evaluator shell;

  ComputedTexts(Evaluator shell) {
    this.shell = shell;
  }

  /** The tree of a text that was computed; a gap and null if it cannot be read. */
  @Nullable Node parse(String text, int start, int end) throws Unreadable {
    shell.steps(text.length() / 64 + 1);
    var cursor =
        new Cursor(
            text,
            shell.dialect(),
            shell.gaps,
            start,
            Math.max(start, end),
            shell.depth(),
            shell.effort);
    var suspicious = new ArrayList<Gap>(0);
    Suspicious.anywhere(text, suspicious);
    for (var found : suspicious) {
      shell.gap(found.reason(), start, end);
    }
    return new Parser(cursor).program();
  }

  /** Runs a text that was computed, in this shell. */
  void runText(String text, int start, int end) throws Unreadable {
    var node = parse(text, start, end);
    if (node != null) {
      shell.run(node);
    }
  }

  /** Runs a text that may or may not run. */
  void maybeRunText(String text, int start, int end) throws Unreadable {
    var node = parse(text, start, end);
    if (node != null) {
      shell.branch(List.of(node));
    }
  }

  /** Runs the command substitutions in a text that is expanded once more as a subscript. */
  void subscripts(Word word, int start, int end) throws Unreadable {
    for (var part : word.parts()) {
      if (part instanceof WordPart.Text t
          && (t.text().indexOf('$') >= 0 || t.text().indexOf('`') >= 0)) {
        expandAgain(t.text(), start, end);
      }
    }
  }

  /** Expands a text as if it stood in double quotes. */
  private void expandAgain(String text, int start, int end) throws Unreadable {
    shell.enter();
    shell.steps(text.length() / 64 + 1);
    var cursor =
        new Cursor(
            text,
            shell.dialect(),
            shell.gaps,
            start,
            Math.max(start, end),
            shell.depth(),
            shell.effort);
    shell.expander.single(new Parser(cursor).words().quotes().hereText());
    shell.leave();
  }

  /** Expands a text as a prompt, which runs the substitutions in it. */
  void prompt(Word value, int start, int end) throws Unreadable {
    if (!value.isExact()) {
      shell.gap("a prompt that is not known can run commands", start, end);
      return;
    }
    var decoded = new StringBuilder();
    if (!AnsiQuoting.text(value.text(), AnsiQuoting.Style.FORMAT, decoded)) {
      shell.gap("a prompt with bytes that are no text", start, end);
    }
    expandAgain(value.text(), start, end);
    if (!decoded.toString().equals(value.text())) {
      expandAgain(decoded.toString(), start, end);
    }
  }
}
