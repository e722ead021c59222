package dev.canopy.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --log}. */
final class LogOption {
  @Option(
      names = "--log",
      paramLabel = "FILE",
      description = "The audit log; else CANOPY_AUDIT_LOG_PATH, else audit.log.")
  @Nullable String file;

  Path path(Console console) {
    return file == null ? console.defaultLog() : console.resolve(file);
  }
}
