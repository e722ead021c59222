package dev.canopy.cli;

import dev.canopy.Canopy;
import dev.canopy.CanopyBuilder;
import dev.canopy.audit.AuditOptions;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --policy}. */
final class PolicyOption {
  @Option(
      names = "--policy",
      paramLabel = "FILE",
      description = "The policy to decide by; else CANOPY_POLICY_FILE, else the one shipped.")
  @Nullable String file;

  /** A Canopy that decides by this policy, for actions in the console's directory. */
  CanopyBuilder canopy(Console console) throws CommandFailure {
    if (file != null && file.isEmpty()) {
      // Mostly a variable that is not set: not a wish for another policy than the one meant.
      throw CommandFailure.usage("--policy names no file");
    }
    var named = file != null ? file : console.environment().getOrDefault("CANOPY_POLICY_FILE", "");
    var builder =
        Canopy.builder()
            .workingDirectory(console.directory())
            .clock(console.clock())
            .auditOptions(AuditOptions.SHORT_LIVED);
    if (named.isEmpty()) {
      return builder;
    }
    var path = console.resolve(named);
    if (!Files.exists(path)) {
      throw CommandFailure.file("the policy", named, new NoSuchFileException(named));
    }
    return builder.policyFile(path);
  }
}
