package dev.canopy.cli;

import dev.canopy.audit.AuditOptions;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;

/**
 * What a command may see and touch of the process it runs in.
 *
 * @param out what the user asked for; UTF-8 whatever the locale
 * @param err what went wrong
 * @param colour whether a person reads {@code out} as it is written and wants colour
 * @param directory what relative paths are relative to
 */
record Console(
    InputStream in,
    PrintStream out,
    PrintStream err,
    boolean colour,
    Map<String, String> environment,
    Path directory,
    InstantSource clock) {

  /** The process's own. Whether {@code out} is a terminal only the launcher can find out. */
  static Console system() {
    var environment = System.getenv();
    return new Console(
        new FileInputStream(FileDescriptor.in),
        stream(FileDescriptor.out),
        stream(FileDescriptor.err),
        Boolean.getBoolean("canopy.terminal")
            && environment.getOrDefault("NO_COLOR", "").isEmpty()
            && !environment.getOrDefault("TERM", "").equals("dumb"),
        environment,
        Path.of("").toAbsolutePath(),
        InstantSource.system());
  }

  private static PrintStream stream(FileDescriptor descriptor) {
    return new PrintStream(
        new BufferedOutputStream(new FileOutputStream(descriptor), 1 << 16),
        false,
        StandardCharsets.UTF_8);
  }

  /** Where a path that the user gave is. */
  Path resolve(String path) {
    return directory.resolve(path);
  }

  /** The same, but with the log's key where the environment says that it is. */
  AuditOptions withKey(AuditOptions options) {
    var named = environment.getOrDefault("CANOPY_AUDIT_KEY", "");
    return named.isEmpty() ? options : options.withKeyFile(resolve(named));
  }

  /** The log that is used unless an option names another. */
  Path defaultLog() {
    var named = environment.getOrDefault("CANOPY_AUDIT_LOG_PATH", "");
    return resolve(named.isEmpty() ? "audit.log" : named);
  }
}
