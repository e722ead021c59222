package dev.canopy.cli;

import dev.canopy.audit.AuditException;
import dev.canopy.audit.AuditLog;
import dev.canopy.audit.AuditOptions;
import dev.canopy.audit.Receipts;
import dev.canopy.audit.TlogProof;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code canopy receipt}: the proof of one entry, to be given away. */
@Command(
    name = "receipt",
    description = "Write the receipt of an entry, which proves offline that the log has it.",
    footer = {
      "",
      "The receipt is a C2SP tlog-proof and carries the entry's line; verify it with",
      "canopy verify --receipt F --key VKEY. An entry that no checkpoint covers yet is",
      "signed for it, if this user has the log's key. Exit code 1 if there is no such",
      "entry, or no receipt of it."
    })
final class ReceiptCommand implements Callable<Integer> {
  private static final int HASH_DIGITS = 64;

  private final Console console;

  @Parameters(
      paramLabel = "ID",
      description = "The authorization_id of a decision, or the number of an entry (seq).")
  private String id = "";

  @Mixin private final LogOption log = new LogOption();

  @Option(
      names = "--key",
      paramLabel = "VKEY",
      description =
          "A key that signs for the log; may be repeated. Without it, the keys that the log"
              + " itself names are believed.")
  private List<String> keys = List.of();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "Write it here; else to standard output.")
  private @Nullable String output;

  @Option(names = "--no-sign", description = "Sign nothing for it.")
  private boolean noSign;

  ReceiptCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws CommandFailure, AuditException, IOException {
    var file = log.path(console);
    var named =
        keys.isEmpty()
            ? LogKeys.namedIn(file, file.resolveSibling(file.getFileName() + ".d"))
            : WitnessCommand.keys("--key", keys);
    var receipts = new Receipts(file, named);
    var made = find(receipts);
    if (made.isEmpty() && !noSign) {
      sign(file);
      made = find(receipts);
    }
    if (made.isEmpty()) {
      throw CommandFailure.failure(
          "no checkpoint covers entry `"
              + id
              + "` yet: its writer signs a second later, or `"
              + "--no-sign` is left out");
    }
    write(made.get());
    return ExitCode.OK;
  }

  private Optional<TlogProof> find(Receipts receipts) throws CommandFailure, AuditException {
    if (id.length() == HASH_DIGITS) {
      return receipts.of(id);
    }
    try {
      var index = Long.parseLong(id);
      if (index >= 0) {
        return receipts.at(index);
      }
    } catch (NumberFormatException e) {
      // Told below.
    }
    throw CommandFailure.usage(
        "an entry is named by an authorization_id of 64 hex digits or its number, found `"
            + id
            + "`");
  }

  /** Signs what is there, as the log's own processes do. */
  private void sign(Path file) throws CommandFailure {
    var key = console.environment().getOrDefault("CANOPY_AUDIT_KEY", "");
    var options =
        key.isEmpty()
            ? AuditOptions.SHORT_LIVED
            : AuditOptions.SHORT_LIVED.withKeyFile(console.resolve(key));
    try (var open = AuditLog.open(file, console.clock(), options)) {
      open.sign();
    } catch (AuditException e) {
      throw CommandFailure.failure(
          "no checkpoint covers entry `"
              + id
              + "` yet, and it cannot be signed from here: "
              + e.getMessage());
    }
  }

  private void write(TlogProof proof) throws IOException {
    var bytes = proof.bytes();
    if (output == null) {
      console.out().write(bytes, 0, bytes.length);
      return;
    }
    Files.write(console.resolve(output), bytes);
    console
        .out()
        .println(
            "receipt of entry "
                + proof.leafIndex()
                + " under the checkpoint of "
                + proof.checkpoint().treeSize()
                + " entries"
                + (proof.extra().isEmpty() ? "; its line was pruned, keep it elsewhere" : ""));
  }
}
