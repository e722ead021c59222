package dev.canopy.shell;

/**
 * Something in the text that could not be worked out: it may do anything.
 *
 * @param reason in words a developer understands, such as `a loop of more than 1000 rounds`
 */
public record Gap(String reason, Span span) {

  /** The reason for a function that starts itself over and over, in the background or in pipes. */
  public static final String FORK_BOMB = "a function that starts itself without end (fork bomb)";
}
