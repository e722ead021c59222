package dev.canopy.cli;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;

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

  /** A file that the user named cannot be read or written. */
  static CommandFailure file(String what, String name, IOException e) {
    return failure("cannot read " + what + " `" + Visible.of(name) + "`: " + why(e));
  }

  /** What went wrong with a file, in words. */
  static String why(IOException e) {
    return e instanceof NoSuchFileException
        ? "there is no such file"
        : e instanceof AccessDeniedException
            ? "no permission"
            : e instanceof CharacterCodingException
                ? "it is not UTF-8"
                : String.valueOf(e.getMessage());
  }

  int exitCode() {
    return exitCode;
  }
}
