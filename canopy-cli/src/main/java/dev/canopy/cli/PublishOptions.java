package dev.canopy.cli;

import dev.canopy.audit.Anchor;
import dev.canopy.audit.FileAnchor;
import dev.canopy.audit.GitAnchor;
import dev.canopy.audit.ProofException;
import dev.canopy.audit.StreamAnchor;
import dev.canopy.audit.SyslogAnchor;
import dev.canopy.audit.WitnessPolicy;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** To whom checkpoints are taken. */
final class PublishOptions {
  @Option(
      names = "--witnesses",
      paramLabel = "FILE",
      description = "Which witnesses, and how many are enough (C2SP tlog-policy).")
  private @Nullable String witnesses;

  @Option(
      names = "--anchor-file",
      paramLabel = "FILE",
      description = "Append checkpoints to this file; may be repeated.")
  private List<String> files = List.of();

  @Option(
      names = "--anchor-git",
      paramLabel = "DIR",
      description = "Commit them in this repository, on a reference of its own.")
  private @Nullable String git;

  @Option(
      names = "--anchor-syslog",
      paramLabel = "HOST:PORT",
      description = "Send them to this syslog server, over UDP.")
  private @Nullable String syslog;

  @Option(names = "--anchor-stdout", description = "Print each as a line.")
  private boolean stdout;

  /** True if nobody is named. */
  boolean areNone() {
    return witnesses == null && files.isEmpty() && git == null && syslog == null && !stdout;
  }

  /** The policy of witnesses; null if none is named. */
  @Nullable WitnessPolicy policy(Console console) throws CommandFailure {
    if (witnesses == null) {
      return null;
    }
    try {
      return WitnessPolicy.parse(Files.readAllBytes(console.resolve(witnesses)));
    } catch (IOException e) {
      throw CommandFailure.file("the witness policy", witnesses, e);
    } catch (ProofException e) {
      throw CommandFailure.failure("`" + witnesses + "`, " + e.getMessage());
    }
  }

  List<Anchor> anchors(Console console) throws CommandFailure {
    var anchors = new ArrayList<Anchor>();
    for (var file : files) {
      anchors.add(new FileAnchor(console.resolve(file)));
    }
    if (git != null) {
      anchors.add(new GitAnchor(console.resolve(git)));
    }
    if (syslog != null) {
      anchors.add(new SyslogAnchor(address(syslog), console.clock()));
    }
    if (stdout) {
      anchors.add(new StreamAnchor("standard output", console.out()));
    }
    return anchors;
  }

  private static InetSocketAddress address(String text) throws CommandFailure {
    var colon = text.lastIndexOf(':');
    try {
      if (colon > 0) {
        return new InetSocketAddress(
            text.substring(0, colon), Integer.parseInt(text.substring(colon + 1)));
      }
    } catch (IllegalArgumentException e) {
      // Told below: not a number, or not one of a port.
    }
    throw CommandFailure.usage("--anchor-syslog is HOST:PORT, found `" + text + "`");
  }
}
