package dev.canopy.effects;

/**
 * Where an action would happen.
 *
 * @param directory the absolute working directory; empty if not known
 * @param home the home directory; empty if not known
 */
public record Surroundings(String directory, String home, FileFacts files) {
  /** Nothing known. */
  public static final Surroundings UNKNOWN = new Surroundings("", "", FileFacts.NONE);
}
