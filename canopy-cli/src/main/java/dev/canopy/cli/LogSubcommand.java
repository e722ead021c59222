package dev.canopy.cli;

import dev.canopy.audit.AuditException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What the commands below {@code canopy log} have in common. */
abstract class LogSubcommand implements Callable<Integer> {
  final Console console;

  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli before anything runs
  private CommandSpec spec;

  @Mixin private final LogOption log = new LogOption();

  LogSubcommand(Console console) {
    this.console = console;
  }

  /** Does what the options ask for, and answers the exit code. */
  abstract int run(Path log) throws CommandFailure, AuditException;

  @Override
  public final Integer call() throws CommandFailure, AuditException {
    refuseOptionsBefore();
    return run(log.path(console));
  }

  /** Options that stand before the command would not be obeyed. */
  private void refuseOptionsBefore() {
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
