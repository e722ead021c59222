package dev.canopy.shell;

/**
 * A redirection to or from a file. Here-documents, here-strings and pipes are the command's {@link
 * Input} instead; duplications ({@code 2>&1}) move no data to a new place and are not listed.
 *
 * @param kind what is done to the file
 * @param target the file; {@code /dev/tcp/HOST/PORT} and {@code /dev/udp/…} are network connections
 *     in bash
 */
public record Redirection(Kind kind, Word target, Span span) {

  /** What a redirection does to its file. */
  public enum Kind {
    READ,
    WRITE,
    APPEND,
    READ_WRITE
  }
}
