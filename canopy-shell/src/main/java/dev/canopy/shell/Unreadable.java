package dev.canopy.shell;

/** A text that is not what a shell would take, or that passes a limit. Never leaves the package. */
final class Unreadable extends Exception {
  private static final long serialVersionUID = 1L;

  /** The one fault that no shell reads on after, in whatever way the text reaches it. */
  static final String NO_TARGET = "a redirection has no target";

  private final int start;
  private final int end;

  Unreadable(String reason, int start, int end) {
    // It says where in the command line, which is all a reader needs: no stack trace.
    super(reason, null, false, false);
    this.start = start;
    this.end = end;
  }

  String reason() {
    var message = getMessage();
    return message == null ? "unreadable" : message;
  }

  /**
   * True if every shell refuses the whole text, so that nothing of it runs: it is one line, and a
   * redirection in it leads nowhere, as in {@code git show <commit>}. What is merely not finished,
   * such as an open quote, may go on in the next text of a session and does not count; nor does
   * {@code <1-9>}, which zsh takes for a pattern, nor a fault inside a substitution: a shell may
   * read that only when it runs it, and goes on with the command around it.
   */
  boolean refusesAll(String text) {
    if (!reason().equals(NO_TARGET)) {
      return false;
    }
    var end = text.length();
    while (end > 0 && text.charAt(end - 1) <= ' ') {
      end--;
    }
    for (var i = 0; i < end; i++) {
      var c = text.charAt(i);
      if (c == '\n'
          || c == '\r'
          || c == '`'
          || c == '('
          || (c == '<' && isRange(text, i + 1, end))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isRange(String text, int from, int end) {
    var at = from;
    while (at < end && (Chars.isDigit(text.charAt(at)) || text.charAt(at) == '-')) {
      at++;
    }
    return at > from && at < end && text.charAt(at) == '>';
  }

  Gap gap() {
    return new Gap(reason(), new Span(start, Math.max(start, end)));
  }
}
