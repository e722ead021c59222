package dev.canopy.cli;

import dev.canopy.ApprovalException;
import dev.canopy.Canopy;
import dev.canopy.audit.AuditException;
import dev.canopy.audit.AuditOptions;
import dev.canopy.effects.FileFacts;
import dev.canopy.policy.Policy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code canopy demo}: what Canopy does, in two minutes of reading. */
@Command(
    name = "demo",
    description =
        "Tell the story of ten actions of an agent, on a temporary log. Runs none of them.")
final class DemoCommand implements Callable<Integer> {
  private final Console console;

  DemoCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws IOException, AuditException, ApprovalException, CommandFailure {
    var directory = Files.createTempDirectory("canopy-demo");
    try {
      var log = directory.resolve("audit.log");
      var canopy =
          Canopy.builder()
              // Nothing but the first entry is signed, so that the story is always the same.
              .auditOptions(AuditOptions.SHORT_LIVED.withCheckpointInterval(Duration.ofDays(1)))
              .policy(Policy.standard())
              .workingDirectory(Path.of("/workspace/shop"))
              .files(FileFacts.NONE)
              .clock(console.clock())
              .auditLog(log)
              .build();
      new Demo(console, canopy, log).tell();
      return ExitCode.OK;
    } finally {
      delete(directory);
    }
  }

  private static void delete(Path directory) throws IOException {
    try (var files = Files.walk(directory)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
