package dev.canopy.cli;

import dev.canopy.audit.AuditException;
import dev.canopy.audit.AuditReader;
import dev.canopy.records.LogCursor;
import dev.canopy.records.LogItem;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code canopy log export}: entries in the form of another tool. */
@Command(
    name = "export",
    description = "Write the entries that are asked for in the form of another tool.",
    footer = {"", "Exit code 1 if a line was no entry: it is left out, and told."})
final class LogExportCommand extends LogSubcommand {
  private static final Map<String, EntryExport.Form> FORMS = forms();

  @Mixin private final LogQueryOptions asked = new LogQueryOptions();

  @Option(
      names = "--format",
      paramLabel = "F",
      required = true,
      description = "csv, xlsx, ocsf, cloudevents, cloudevents-batch or jsonl.")
  private String format = "";

  @Option(
      names = "--out",
      paramLabel = "FILE",
      required = true,
      description = "A file that is not there yet, or - for standard output.")
  private String out = "";

  private long written;
  private long notEntries;

  LogExportCommand(Console console) {
    super(console);
  }

  private static Map<String, EntryExport.Form> forms() {
    var forms = new LinkedHashMap<String, EntryExport.Form>();
    forms.put("csv", (out, id) -> new CsvExport(out));
    forms.put("xlsx", (out, id) -> new XlsxExport(out));
    forms.put("ocsf", OcsfExport::new);
    forms.put("cloudevents", (out, id) -> new CloudEventsExport(out, id, false));
    forms.put("cloudevents-batch", (out, id) -> new CloudEventsExport(out, id, true));
    forms.put("jsonl", (out, id) -> new JsonLinesExport(out));
    return forms;
  }

  @Override
  int run(Path log) throws CommandFailure, AuditException {
    var form = FORMS.get(format);
    if (form == null) {
      throw CommandFailure.usage(
          "--format: `" + format + "` is not one of " + String.join(", ", FORMS.keySet()));
    }
    try (var cursor = new LogCursor(log, asked.query(console, log), 0)) {
      try {
        if (out.equals("-")) {
          write(cursor, form.open(console.out(), logId(log)));
        } else {
          toFile(console.resolve(out), log, cursor, form);
        }
      } catch (IOException e) {
        throw CommandFailure.failure("cannot write `" + out + "`: " + CommandFailure.why(e));
      }
      tell(cursor);
    }
    return notEntries == 0 ? ExitCode.OK : ExitCode.FAILURE;
  }

  private void tell(LogCursor cursor) {
    console.out().flush();
    console.err().println("canopy: " + written + " entries written");
    if (notEntries > 0) {
      console.err().println("canopy: " + notEntries + " lines are no entries: left out");
    }
    if (cursor.hidden() > 0) {
      console
          .err()
          .println(
              "canopy: "
                  + cursor.hidden()
                  + " entries do not say whether they are asked for: left out");
    }
  }

  /** The file appears when it is whole, and never in the place of another. */
  private void toFile(Path target, Path log, LogCursor cursor, EntryExport.Form form)
      throws IOException, CommandFailure, AuditException {
    if (Files.exists(target)) {
      throw CommandFailure.failure("there is something at `" + target + "` already");
    }
    var name = target.getFileName();
    var folder = target.toAbsolutePath().getParent();
    if (name == null || folder == null) {
      throw CommandFailure.usage("--out: `" + target + "` is no file");
    }
    // Made by the library with mode 0600: the log has it, too.
    var part = Files.createTempFile(folder, "." + name, ".part");
    try {
      try (var stream =
          new BufferedOutputStream(
              Files.newOutputStream(part, StandardOpenOption.TRUNCATE_EXISTING), 1 << 16)) {
        write(cursor, form.open(stream, logId(log)));
      }
      // A link fails where something is; a move would not on every file system.
      try {
        Files.createLink(target, part);
      } catch (FileAlreadyExistsException e) {
        throw CommandFailure.failure("there is something at `" + target + "` already");
      } catch (IOException | UnsupportedOperationException e) {
        Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
      }
    } finally {
      Files.deleteIfExists(part);
    }
  }

  private void write(LogCursor cursor, EntryExport export) throws IOException, AuditException {
    export.begin();
    for (var item = cursor.next(); item != null; item = cursor.next()) {
      if (item.fault() != null) {
        notEntries++;
      } else {
        export.entry(item);
        written++;
      }
    }
    export.end();
  }

  /** What the log's first line says it is; empty if it does not. */
  private static String logId(Path log) throws AuditException {
    try (var reader = AuditReader.open(log)) {
      var first = reader.pollLine();
      var item = first.isEmpty() ? null : LogItem.of(first.get());
      return id(item);
    }
  }

  private static String id(@Nullable LogItem first) {
    return first == null ? "" : first.text("log_id");
  }

  /** For tests. */
  static EntryExport open(String format, OutputStream out, String logId) throws IOException {
    var form = FORMS.get(format);
    if (form == null) {
      throw new IllegalArgumentException(format);
    }
    return form.open(out, logId);
  }
}
