package dev.canopy.shell;

/** Whose syntax the text has. */
public enum ShellDialect {
  /** POSIX sh as dash reads it. */
  SH,
  BASH,
  ZSH,
  /** Not known: a text that dialects read differently is read as the one that does more. */
  ANY
}
