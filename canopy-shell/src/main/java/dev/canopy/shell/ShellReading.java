package dev.canopy.shell;

import java.util.List;

/**
 * What a text would run.
 *
 * @param commands every simple command that may run, in the order of the text; those in loops,
 *     functions that are called, substitutions and untaken branches too, once each
 * @param assignments variables set outside of a command's own environment
 * @param gaps what could not be worked out. An empty list means: nothing runs but {@code commands}
 */
public record ShellReading(List<Command> commands, List<Assignment> assignments, List<Gap> gaps) {
  public ShellReading {
    commands = List.copyOf(commands);
    assignments = List.copyOf(assignments);
    gaps = List.copyOf(gaps);
  }
}
