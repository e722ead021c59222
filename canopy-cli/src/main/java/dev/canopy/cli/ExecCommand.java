package dev.canopy.cli;

import dev.canopy.effects.ActionType;
import dev.canopy.policy.Decision;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code canopy exec}: runs a command only if it is allowed. */
@Command(
    name = "exec",
    description = "Authorize a command, then run exactly it, and exit with its status.",
    customSynopsis = "canopy exec [OPTION…] -- CMD [ARG…]",
    footer = {
      "",
      "The command is judged and run as the words given: no shell reads it again. If",
      "it is not allowed it is not run; the exit code is then 20 for DENY, and 10 for",
      "REQUIRE_APPROVAL."
    })
final class ExecCommand implements Callable<Integer> {
  private final Console console;

  @Parameters(arity = "1..*", paramLabel = "CMD", description = "The program and its arguments.")
  private List<String> command = List.of();

  @Option(
      names = "--ctx",
      paramLabel = "JSON",
      description = "The agent_ctx: a JSON object, or @FILE with one.")
  private @Nullable String context;

  @Mixin private final PolicyOption policy = new PolicyOption();
  @Mixin private final LogOption log = new LogOption();

  @Option(
      names = "--approval",
      paramLabel = "ID",
      defaultValue = "",
      description = "Ask with the approval that a person gave to exactly this command.")
  private String approval = "";

  ExecCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws CommandFailure {
    var argv = List.copyOf(command);
    for (var word : argv) {
      ActionArguments.requireUtf8(word);
    }
    var agentCtx = ActionArguments.context(context, console);
    try (var canopy = policy.canopy(console).auditLog(log.path(console)).build()) {
      var payload = ActionArguments.list(argv);
      var result =
          approval.isEmpty()
              ? canopy.authorizeAction(agentCtx, ActionType.EXECUTE_SHELL, payload)
              : canopy.authorizeAction(agentCtx, ActionType.EXECUTE_SHELL, payload, approval);
      if (result.decision() != Decision.ALLOW) {
        console.err().print("canopy: not run: " + ResultText.of(result, new Style(false)));
        return ExitCode.of(result.decision());
      }
    }
    return run(argv);
  }

  private int run(List<String> argv) throws CommandFailure {
    console.out().flush();
    console.err().flush();
    var builder = new ProcessBuilder(argv).directory(console.directory().toFile()).inheritIO();
    restoreLocale(builder.environment());
    Process process;
    try {
      process = builder.start();
    } catch (IOException e) {
      throw CommandFailure.failure(
          "cannot run `"
              + Visible.of(argv.get(0))
              + "`: it was allowed, "
              + "but "
              + e.getMessage());
    }
    // If we are told to stop, so is the command; and we stop after it.
    var stop =
        new Thread(
            () -> {
              process.destroy();
              waitFor(process);
            });
    Runtime.getRuntime().addShutdownHook(stop);
    var status = waitFor(process);
    Runtime.getRuntime().removeShutdownHook(stop);
    return status;
  }

  /** The launcher runs Java in a UTF-8 locale; the command is to have the one it was given. */
  private static void restoreLocale(Map<String, String> environment) {
    var given = environment.remove("CANOPY_LC_ALL");
    if (given == null) {
      return;
    }
    if (given.isEmpty()) {
      environment.remove("LC_ALL");
    } else {
      environment.put("LC_ALL", given);
    }
  }

  private static int waitFor(Process process) {
    while (true) {
      try {
        return process.waitFor();
      } catch (InterruptedException e) {
        process.destroy();
      }
    }
  }
}
