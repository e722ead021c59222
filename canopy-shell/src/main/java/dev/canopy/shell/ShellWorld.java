package dev.canopy.shell;

import java.util.List;
import java.util.Map;

/**
 * What is known of the shell before the text starts.
 *
 * @param variables their names and values, such as {@code HOME}; all others are unknown
 * @param arguments {@code $0}, {@code $1}, … where they are known ({@code sh -c TEXT a b}); else
 *     empty
 */
public record ShellWorld(
    ShellDialect dialect, Map<String, String> variables, List<Word> arguments) {
  public ShellWorld {
    variables = Map.copyOf(variables);
    arguments = List.copyOf(arguments);
  }

  /** Nothing known. */
  public static final ShellWorld UNKNOWN = new ShellWorld(ShellDialect.ANY, Map.of(), List.of());
}
