package dev.canopy.shell;

import org.jspecify.annotations.Nullable;

/** A redirection as written. */
final class Redirect {
  /** The signs. */
  enum Sign {
    READ,
    WRITE,
    APPEND,
    READ_WRITE,
    /** Output and errors, {@code &>} and {@code >&}. */
    WRITE_BOTH,
    APPEND_BOTH,
    COPY_INPUT,
    COPY_OUTPUT,
    HERE_DOCUMENT,
    HERE_STRING
  }

  final Sign sign;

  /** Of the file descriptor; -1 if a variable takes it. */
  final int descriptor;

  /** The file, or the delimiter of a here-document. */
  final RawWord target;

  final int start;
  final int end;

  /** True if zsh reads a {@code !} after the sign as force, where others see a file name. */
  final boolean forcedInZsh;

  /** The text of a here-document. Null until its lines are read: they come after the command. */
  @Nullable RawWord body;

  Redirect(Sign sign, int descriptor, RawWord target, boolean forcedInZsh, int start, int end) {
    this.sign = sign;
    this.descriptor = descriptor;
    this.target = target;
    this.forcedInZsh = forcedInZsh;
    this.start = start;
    this.end = end;
  }
}
