package dev.canopy.cli;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** What the commands below {@code canopy log} have in common. */
final class LogSubcommand {
  private LogSubcommand() {}

  /** Refuses options that stand before the command: they would not be obeyed. */
  static void refuseOptionsBefore(CommandSpec spec) {
    var parent = spec.parent();
    if (parent == null) {
      return;
    }
    var given = parent.commandLine().getParseResult().matchedOptions();
    if (!given.isEmpty()) {
      throw new ParameterException(
          spec.commandLine(),
          given.get(0).longestName() + " must stand behind `" + spec.name() + "`");
    }
  }
}
