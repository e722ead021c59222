package dev.canopy.effects;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a path was understood. Every operand is judged: {@code path} and all of {@code others}.
 *
 * @param path the path in canonical form; relative if the working directory is not known
 * @param others what else it may be: where symbolic links lead, a percent-decoded or a Windows
 *     reading; mostly empty
 * @param doubt why the path is not what it seems, in words for an {@link Effect.Unresolved}, or
 *     null
 * @param climbed the place of the system that a relative path with enough {@code ..} in front ends
 *     in, if the working directory is less deep than is said: {@code ../etc/passwd}; mostly null
 */
public record PathReading(
    Operand path, List<Operand> others, @Nullable String doubt, @Nullable String climbed) {
  public PathReading {
    others = List.copyOf(others);
  }

  /** A path that climbs to no place of the system. */
  public PathReading(Operand path, List<Operand> others, @Nullable String doubt) {
    this(path, others, doubt, null);
  }
}
