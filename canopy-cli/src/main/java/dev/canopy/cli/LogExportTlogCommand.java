package dev.canopy.cli;

import dev.canopy.audit.AuditException;
import dev.canopy.audit.TlogExport;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code canopy log export-tlog}: the log as a folder that tools for transparency logs read. */
@Command(
    name = "export-tlog",
    description = "Write what is signed as a folder of tiles (C2SP tlog-tiles).",
    footer = {
      "",
      "The folder has checkpoint, tile/… and tile/entries/…, with every entry in clear: give",
      "it to whoever may read the log. An earlier export in the folder is gone on with, and",
      "must be of the same log: exit code 1 if it is not, or the log is not what was signed."
    })
final class LogExportTlogCommand extends LogSubcommand {
  @Parameters(paramLabel = "DIR", description = "The folder; made if there is none.")
  private String folder = "";

  @Option(
      names = "--key",
      paramLabel = "VKEY",
      description =
          "A key that signs for the log; may be repeated. Without it, the keys that the log"
              + " itself names are believed.")
  private List<String> keys = List.of();

  LogExportTlogCommand(Console console) {
    super(console);
  }

  @Override
  int run(Path log) throws CommandFailure, AuditException {
    var named =
        keys.isEmpty()
            ? LogKeys.namedIn(log, log.resolveSibling(log.getFileName() + ".d"))
            : WitnessCommand.keys("--key", keys);
    var exported = TlogExport.write(log, named, console.resolve(folder));
    var head = exported.checkpoint().checkpoint();
    console
        .out()
        .println(
            head.treeSize()
                + (head.treeSize() == 1 ? " entry of " : " entries of ")
                + Visible.of(head.origin())
                + (exported.firstEntry() == 0
                    ? ""
                    : ", of which those before " + exported.firstEntry() + " are hashes only")
                + ", "
                + exported.filesWritten()
                + " new files");
    return ExitCode.OK;
  }
}
