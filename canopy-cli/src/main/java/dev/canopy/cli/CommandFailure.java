package dev.canopy.cli;

/** A command cannot do its work; the message is what the user is told. */
final class CommandFailure extends Exception {
  private static final long serialVersionUID = 1L;

  private final int exitCode;

  private CommandFailure(int exitCode, String message) {
    super(message);
    this.exitCode = exitCode;
  }

  /** The command line was wrong. */
  static CommandFailure usage(String message) {
    return new CommandFailure(ExitCode.USAGE, message);
  }

  /** The command line was right, but it could not be done. */
  static CommandFailure failure(String message) {
    return new CommandFailure(ExitCode.FAILURE, message);
  }

  int exitCode() {
    return exitCode;
  }
}
