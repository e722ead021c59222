package dev.canopy.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --keys}. */
final class KeysOption {
  @Option(
      names = "--keys",
      paramLabel = "FILE",
      description = "The API keys; else CANOPY_KEYS_FILE, else canopy-keys.json.")
  @Nullable String file;

  Path path(Console console) {
    var named = file != null ? file : console.environment().getOrDefault("CANOPY_KEYS_FILE", "");
    return console.resolve(named.isEmpty() ? "canopy-keys.json" : named);
  }
}
