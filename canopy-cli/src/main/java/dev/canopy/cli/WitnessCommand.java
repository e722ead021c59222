package dev.canopy.cli;

import dev.canopy.audit.AuditException;
import dev.canopy.audit.KeyFile;
import dev.canopy.audit.KeyType;
import dev.canopy.audit.NoteKey;
import dev.canopy.audit.ProofException;
import dev.canopy.audit.Witness;
import dev.canopy.audit.WitnessServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code canopy witness}: watch the logs of other machines. */
@Command(name = "witness", description = "Watch the logs of other machines, and cosign them.")
final class WitnessCommand implements Runnable {
  private static final String KEY = "witness.key";

  private final Console console;

  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli before anything runs
  private CommandSpec spec;

  WitnessCommand(Console console) {
    this.console = console;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "what is to be done? serve");
  }

  @Command(
      name = "serve",
      description = "Cosign checkpoints of logs that only grow, over HTTP (C2SP tlog-witness).",
      footer = {
        "",
        "Prints its own key, which a policy names, then serves until it is stopped.",
        "The key is made on first use in the folder of --state. There is no TLS: put a",
        "proxy before it where the network is open. See docs/cli.md."
      })
  int serve(
      @Option(
              names = "--log",
              paramLabel = "VKEY",
              required = true,
              description = "A log to watch, by its key; may be repeated.")
          List<String> logs,
      @Option(
              names = "--state",
              paramLabel = "DIR",
              required = true,
              description = "Where the witness remembers; made if there is none.")
          Path state,
      @Option(
              names = "--name",
              paramLabel = "NAME",
              defaultValue = "canopy-witness",
              description = "The name to sign with; ${DEFAULT-VALUE} if not given.")
          String name,
      @Option(
              names = "--host",
              paramLabel = "HOST",
              defaultValue = "localhost",
              description = "The address to listen on; ${DEFAULT-VALUE} if not given.")
          String host,
      @Option(
              names = "--port",
              paramLabel = "PORT",
              defaultValue = "7010",
              description = "The port to listen on, 0 for any; ${DEFAULT-VALUE} if not given.")
          int port)
      throws CommandFailure, AuditException, IOException {
    if (port < 0 || port > 65_535) {
      throw CommandFailure.usage("--port is from 0 to 65535, found " + port);
    }
    var folder = console.resolve(state.toString());
    Files.createDirectories(folder);
    WitnessServer.limitIdleClients();
    var signer =
        KeyFile.loadOrCreate(
            folder.resolve(KEY), name, KeyType.COSIGNATURE_ED25519, new SecureRandom());
    try (var witness = Witness.open(folder, signer, keys("--log", logs), console.clock());
        var server = WitnessServer.start(witness, new InetSocketAddress(host, port))) {
      console.out().println(witness.key().vkey());
      console.out().flush();
      console.err().println("canopy: watching on http://" + host + ":" + server.port());
      console.err().flush();
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // asked to stop
    }
    return ExitCode.OK;
  }

  static List<NoteKey> keys(String option, List<String> texts) throws CommandFailure {
    var keys = new ArrayList<NoteKey>();
    for (var text : texts) {
      try {
        keys.add(NoteKey.parse(text));
      } catch (ProofException e) {
        throw CommandFailure.usage(option + ": " + e.getMessage());
      }
    }
    return keys;
  }
}
