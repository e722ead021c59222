package dev.canopy.cli;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * What a command may see and touch of the process it runs in.
 *
 * @param out what the user asked for; UTF-8 whatever the locale
 * @param err what went wrong
 * @param outIsTerminal whether a person reads {@code out} as it is written
 */
record Console(
    InputStream in,
    PrintStream out,
    PrintStream err,
    boolean outIsTerminal,
    Map<String, String> environment) {

  /** The process's own. The launcher says what only it can find out: `canopy.terminal`. */
  static Console system() {
    return new Console(
        new FileInputStream(FileDescriptor.in),
        stream(FileDescriptor.out),
        stream(FileDescriptor.err),
        Boolean.getBoolean("canopy.terminal"),
        System.getenv());
  }

  private static PrintStream stream(FileDescriptor descriptor) {
    return new PrintStream(
        new BufferedOutputStream(new FileOutputStream(descriptor), 1 << 16),
        false,
        StandardCharsets.UTF_8);
  }
}
