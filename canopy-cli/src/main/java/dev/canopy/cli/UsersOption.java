package dev.canopy.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --users}. */
final class UsersOption {
  @Option(
      names = "--users",
      paramLabel = "FILE",
      description = "The people; else CANOPY_USERS_FILE, else canopy-users.json.")
  @Nullable String file;

  Path path(Console console) {
    var named = file != null ? file : console.environment().getOrDefault("CANOPY_USERS_FILE", "");
    return console.resolve(named.isEmpty() ? "canopy-users.json" : named);
  }
}
