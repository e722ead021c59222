package dev.canopy.cli;

import dev.canopy.audit.AuditException;
import dev.canopy.audit.CheckpointPublisher;
import dev.canopy.audit.FileAnchor;
import dev.canopy.audit.NoteKey;
import dev.canopy.audit.ProofException;
import dev.canopy.audit.SignedCheckpoint;
import dev.canopy.audit.TileReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code canopy checkpoint}: what the log says of itself, and who else knows it. */
@Command(
    name = "checkpoint",
    description = "Show a log's checkpoint, take it to witnesses and anchors, or hold it to one.")
final class CheckpointCommand implements Runnable {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Console console;

  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli before anything runs
  private CommandSpec spec;

  CheckpointCommand(Console console) {
    this.console = console;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "what is to be done? show, push or check");
  }

  /** The log, and the keys that are believed to be its own. */
  static final class LogAndKeys {
    @Mixin final LogOption log = new LogOption();

    @Option(
        names = "--key",
        paramLabel = "VKEY",
        description =
            "A key that signs for the log; may be repeated. Without it, the keys that the log"
                + " itself names are believed.")
    private List<String> keys = List.of();

    Path folder(Console console) {
      var file = log.path(console);
      return file.resolveSibling(file.getFileName() + ".d");
    }

    List<NoteKey> keys(Console console) throws CommandFailure, AuditException {
      return keys.isEmpty()
          ? LogKeys.namedIn(log.path(console), folder(console))
          : WitnessCommand.keys("--key", keys);
    }
  }

  @Command(name = "show", description = "Show the latest checkpoint; its signature is verified.")
  int show(@Mixin LogAndKeys log) throws CommandFailure, AuditException {
    console.out().print(latest(log).note().render());
    return ExitCode.OK;
  }

  private SignedCheckpoint latest(LogAndKeys log) throws CommandFailure, AuditException {
    var file = log.folder(console).resolve("checkpoint");
    try {
      return SignedCheckpoint.open(Files.readAllBytes(file), log.keys(console));
    } catch (IOException e) {
      throw CommandFailure.file("the checkpoint", file.toString(), e);
    } catch (ProofException e) {
      throw CommandFailure.failure("`" + file + "` is no checkpoint: " + e.getMessage());
    }
  }

  @Command(
      name = "push",
      description = "Have witnesses cosign the latest checkpoint, and keep it in anchors.",
      footer = {
        "",
        "Exit code 0 if the witnesses that the policy wants have cosigned and every anchor",
        "keeps it, 1 if not. The cosigned checkpoint is checkpoint.cosigned in the log's folder."
      })
  int push(
      @Mixin LogAndKeys log,
      @Mixin PublishOptions to,
      @Option(
              names = "--every",
              paramLabel = "SECONDS",
              defaultValue = "0",
              description = "Go on, and look for a new one so often.")
          int seconds)
      throws CommandFailure, AuditException, InterruptedException {
    if (to.areNone()) {
      throw CommandFailure.usage("name --witnesses or an anchor");
    }
    var publisher =
        new CheckpointPublisher(
            log.folder(console),
            log.keys(console),
            to.policy(console),
            to.anchors(console),
            PATIENCE,
            console.clock());
    while (seconds > 0) { // until it is stopped; what fails now is tried again
      try {
        publishOnce(publisher);
      } catch (AuditException e) {
        console.err().println("canopy: " + Visible.lines(String.valueOf(e.getMessage())));
        console.err().flush();
      }
      Thread.sleep(seconds * 1000L);
    }
    return publishOnce(publisher) ? ExitCode.OK : ExitCode.FAILURE;
  }

  private boolean publishOnce(CheckpointPublisher publisher)
      throws AuditException, InterruptedException {
    var report = publisher.publish();
    if (report.isEmpty()) {
      return true;
    }
    var head = report.get().checkpoint().checkpoint();
    for (var failure : report.get().failures()) {
      console.err().println("canopy: " + Visible.of(failure));
    }
    console
        .err()
        .println(
            "canopy: checkpoint of "
                + Visible.of(head.origin())
                + ", "
                + head.treeSize()
                + " entries: "
                + report.get().cosignatures().size()
                + " cosignatures"
                + (report.get().isWitnessed() ? "" : ", which the policy does not find enough"));
    console.err().flush();
    return report.get().isWitnessed() && report.get().failures().isEmpty();
  }

  @Command(
      name = "check",
      description = "Hold the log against the checkpoints that an anchor file kept.",
      footer = {
        "",
        "Exit code 0 if every one of them is the beginning of the log as it is signed now;",
        "1 if the log was cut, rolled back or written anew since."
      })
  int check(
      @Mixin LogAndKeys log,
      @Option(
              names = "--anchor-file",
              paramLabel = "FILE",
              required = true,
              description = "The file with the checkpoints.")
          Path file)
      throws CommandFailure, AuditException {
    var head = latest(log).checkpoint();
    try {
      var kept =
          FileAnchor.check(
              console.resolve(file.toString()),
              log.keys(console),
              new TileReader(log.folder(console), head.treeSize()),
              head.treeSize());
      if (kept == null) {
        throw CommandFailure.failure("`" + file + "` has no checkpoint");
      }
      console
          .out()
          .println(
              "anchored  the first "
                  + kept.checkpoint().treeSize()
                  + " of "
                  + head.treeSize()
                  + " signed entries are those that were kept");
      return ExitCode.OK;
    } catch (ProofException e) {
      console.out().println("not_as_anchored  " + Visible.of(String.valueOf(e.getMessage())));
      return ExitCode.FAILURE;
    }
  }
}
