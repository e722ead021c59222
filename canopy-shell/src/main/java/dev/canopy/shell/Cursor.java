package dev.canopy.shell;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A place that moves through a text. A text that was computed, as that of {@code eval}, has the
 * span of what it was computed from.
 */
final class Cursor {
  final String text;
  final int length;
  final ShellDialect dialect;

  /** Where gaps go that do not end the reading. */
  final List<Gap> gaps;

  private final int fixedStart;
  private final int fixedEnd;
  private int depth;
  int at;

  /** Here-documents whose lines come after the next newline. */
  List<HereDocument> waiting = new ArrayList<>(0);

  /** What was spent on this text and all that came out of it. */
  final Effort effort;

  Cursor(String text, ShellDialect dialect, List<Gap> gaps, Effort effort) {
    this(text, dialect, gaps, -1, -1, 0, effort);
  }

  Cursor(
      String text,
      ShellDialect dialect,
      List<Gap> gaps,
      int fixedStart,
      int fixedEnd,
      int depth,
      Effort effort) {
    this.text = text;
    this.length = text.length();
    this.dialect = dialect;
    this.gaps = gaps;
    this.fixedStart = fixedStart;
    this.fixedEnd = fixedEnd;
    this.depth = depth;
    this.effort = effort;
    effort.spend(text.length());
  }

  /** A cursor over text that came out of this one between the two places. */
  Cursor over(String inner, int start, int end) {
    return new Cursor(inner, dialect, gaps, start, end, depth, effort);
  }

  int depth() {
    return depth;
  }

  void enter() throws Unreadable {
    if (++depth > Limits.DEPTH) {
      throw fail("nested more than " + Limits.DEPTH + " deep");
    }
  }

  void leave() {
    depth--;
  }

  boolean atEnd() {
    return at >= length;
  }

  /** The next character, or NUL at the end: a NUL in the text was refused before. */
  char peek() {
    return at < length ? text.charAt(at) : '\0';
  }

  char peek(int ahead) {
    return at + ahead < length ? text.charAt(at + ahead) : '\0';
  }

  boolean sees(String s) {
    return text.startsWith(s, at);
  }

  /** Where a place in this text stands in the text that people see. */
  int start(int place) {
    return fixedStart >= 0 ? fixedStart : place;
  }

  int end(int place) {
    return fixedStart >= 0 ? fixedEnd : place;
  }

  int start() {
    return start(at);
  }

  int end() {
    return end(at);
  }

  Unreadable fail(String reason) {
    return new Unreadable(reason, start(Math.min(at, length)), end(length));
  }

  void gap(String reason, int from) {
    gaps.add(new Gap(reason, new Span(start(from), Math.max(start(from), end(at)))));
  }

  /** True if zsh may be the one that reads this. */
  boolean maybeZsh() {
    return dialect == ShellDialect.ZSH || dialect == ShellDialect.ANY;
  }

  /** True if a shell without bash's additions may be the one that reads this. */
  boolean maybeDash() {
    return dialect == ShellDialect.SH || dialect == ShellDialect.ANY;
  }

  /** True if a program stands in the text, or seems to, that runs a text as a shell would. */
  boolean mayRunText() {
    if (runsText == null) {
      runsText = namesOneThatRunsText();
    }
    return runsText;
  }

  private @Nullable Boolean runsText;

  private boolean namesOneThatRunsText() {
    for (var name : RUNS_TEXT) {
      for (var i = text.indexOf(name); i >= 0; i = text.indexOf(name, i + 1)) {
        var end = i + name.length();
        if ((i == 0 || !Character.isLetter(text.charAt(i - 1)))
            && (end == length || !Character.isLetterOrDigit(text.charAt(end)))) {
          return true;
        }
      }
    }
    return false;
  }

  private static final List<String> RUNS_TEXT =
      List.of("eval", "sh", "bash", "dash", "zsh", "ksh", "ash", "ssh", "su");

  /** Goes over blanks and continued lines. */
  void skipBlanks() {
    while (at < length) {
      var c = text.charAt(at);
      if (Chars.isBlank(c)) {
        at++;
      } else if (c == '\\' && peek(1) == '\n') {
        at += 2;
      } else {
        return;
      }
    }
  }

  /** Goes over blanks and a comment, not over the end of the line. */
  void skipBlanksAndComment() {
    skipBlanks();
    if (peek() == '#') {
      var newline = text.indexOf('\n', at);
      at = newline < 0 ? length : newline;
    }
  }

  Unreadable unexpected() {
    if (atEnd()) {
      return fail("the text ends too early");
    }
    var to = at;
    while (to < length && to < at + 20 && !Chars.isMeta(text.charAt(to))) {
      to++;
    }
    var shown = text.substring(at, Math.max(to, at + 1));
    return fail("unexpected `" + (shown.equals("\n") ? "newline" : shown) + "`");
  }

  boolean isWordEnd(int ahead) {
    return at + ahead >= length || Chars.isMeta(peek(ahead));
  }

  boolean seesReserved(String word) {
    return sees(word) && isWordEnd(word.length());
  }

  /** The run of letters here, if it is a whole word without quotes; else the empty string. */
  String wordHere() {
    var to = at;
    while (to < length && to - at < 10) {
      var c = text.charAt(to);
      if (c < 'a' || c > 'z') {
        break;
      }
      to++;
    }
    return to > at && (to >= length || Chars.isMeta(text.charAt(to))) ? text.substring(at, to) : "";
  }

  boolean startsProcess() {
    return (peek() == '<' || peek() == '>') && peek(1) == '(';
  }

  /** A here-document whose lines are still to come. */
  record HereDocument(Redirect redirect, String delimiter, boolean quoted, boolean stripTabs) {}
}
