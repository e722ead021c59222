package dev.canopy.shell;

/** A text that is not what a shell would take, or that passes a limit. Never leaves the package. */
final class Unreadable extends Exception {
  private static final long serialVersionUID = 1L;

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

  Gap gap() {
    return new Gap(reason(), new Span(start, Math.max(start, end)));
  }
}
