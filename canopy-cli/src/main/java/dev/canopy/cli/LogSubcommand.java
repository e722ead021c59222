package dev.canopy.cli;

import dev.canopy.audit.AuditException;
import dev.canopy.audit.AuditSegments;
import java.io.IOException;
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
    var file = log.path(console);
    var exitCode = run(file);
    tellPruned(file, console);
    return exitCode;
  }

  /** Says which entries cannot have been looked at. */
  static void tellPruned(Path log, Console console) {
    try {
      var first = AuditSegments.minimumIndex(log);
      if (first > 0) {
        console.out().flush();
        console
            .err()
            .println("canopy: the entries 0 to " + (first - 1) + " were pruned: not looked at");
      }
    } catch (IOException e) {
      // Then what was asked for was told all the same.
    }
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
