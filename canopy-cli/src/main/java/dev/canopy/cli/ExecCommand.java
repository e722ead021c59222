package dev.canopy.cli;

import dev.canopy.ActionOutcome;
import dev.canopy.AttestationException;
import dev.canopy.Canopy;
import dev.canopy.effects.ActionType;
import dev.canopy.policy.Decision;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
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
      "REQUIRE_APPROVAL. Its exit status and how long it ran are recorded."
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

  @Option(
      names = "--digest-output",
      description = "Record the digest of its standard output, which is then a pipe.")
  private boolean digestsOutput;

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
      return run(argv, canopy, result.authorizationId());
    }
  }

  /** Runs the command and records what became of it. */
  private int run(List<String> argv, Canopy canopy, String authorizationId) throws CommandFailure {
    console.out().flush();
    console.err().flush();
    var builder = new ProcessBuilder(argv).directory(console.directory().toFile()).inheritIO();
    if (digestsOutput) {
      builder.redirectOutput(ProcessBuilder.Redirect.PIPE);
    }
    restoreLocale(builder.environment());
    var start = System.nanoTime();
    Process process;
    try {
      process = builder.start();
    } catch (IOException e) {
      attest(
          canopy,
          authorizationId,
          new ActionOutcome(ActionOutcome.Status.NOT_STARTED, null, Duration.ZERO, null));
      throw CommandFailure.failure(
          "cannot run `"
              + Visible.of(argv.get(0))
              + "`: it was allowed, "
              + "but "
              + e.getMessage());
    }
    // If we are told to stop, so is the command; and we stop after it, and after its record.
    var recorded = new CountDownLatch(1);
    var stop =
        new Thread(
            () -> {
              process.destroy();
              waitFor(process);
              awaitBriefly(recorded);
            });
    Runtime.getRuntime().addShutdownHook(stop);
    var output = digestsOutput ? passOn(process) : null;
    var status = waitFor(process);
    var took = Duration.ofNanos(Math.max(0, System.nanoTime() - start));
    attest(canopy, authorizationId, ActionOutcome.exited(status, took, output));
    recorded.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(stop);
    } catch (IllegalStateException e) {
      // We are being stopped, and the hook is running.
    }
    return status;
  }

  private void attest(Canopy canopy, String authorizationId, ActionOutcome outcome) {
    try {
      canopy.attest(authorizationId, outcome);
    } catch (AttestationException e) {
      console
          .err()
          .println(
              "canopy: what became of the command is not recorded: "
                  + Visible.of(String.valueOf(e.getMessage())));
    }
  }

  /** Hands on what the command writes, until nobody has its output open any more. */
  private ActionOutcome.@Nullable Output passOn(Process process) {
    var sha256 = sha256();
    var bytes = 0L;
    try (var in = process.getInputStream()) {
      var buffer = new byte[1 << 16];
      for (var n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        sha256.update(buffer, 0, n);
        bytes += n;
        console.out().write(buffer, 0, n);
        console.out().flush();
      }
    } catch (IOException e) {
      return null; // the digest of a part would be taken for that of the whole
    }
    return new ActionOutcome.Output(HexFormat.of().formatHex(sha256.digest()), bytes);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static void awaitBriefly(CountDownLatch recorded) {
    try {
      if (!recorded.await(5, TimeUnit.SECONDS)) {
        return; // an outcome that is missing can be found; a process that never ends cannot
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
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
