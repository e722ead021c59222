package dev.canopy.cli;

import dev.canopy.audit.AuditException;
import dev.canopy.records.LogBackCursor;
import dev.canopy.records.LogCursor;
import dev.canopy.records.LogItem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * {@code canopy log}: reads the audit log. It does not verify it: that is {@code canopy verify}.
 */
@Command(
    name = "log",
    description = "Show the entries of the audit log, oldest first.",
    synopsisSubcommandLabel = "[COMMAND]",
    footer = {"", "Shows what is written; whether it is intact says canopy verify."})
final class LogCommand implements Callable<Integer> {
  /** How long {@code --follow} waits before it looks again. */
  private static final long POLL_MILLIS = 200;

  /** A check flushes, so not after each line; a closed pipe is noticed soon enough. */
  private static final int LINES_BETWEEN_CHECKS = 500;

  private final Console console;

  @Mixin private final LogOption log = new LogOption();
  @Mixin private final LogQueryOptions asked = new LogQueryOptions();

  @Option(
      names = {"-n", "--last"},
      paramLabel = "N",
      description = "Only the last N of those.")
  private @Nullable Integer last;

  @Option(
      names = "--from",
      paramLabel = "INDEX",
      defaultValue = "0",
      description = "Begin at this entry.")
  private long from;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "Stop after N, and say where the next one is.")
  private @Nullable Integer limit;

  @Option(
      names = {"-f", "--follow"},
      description = "Go on showing entries as they are written.")
  private boolean follow;

  @Option(
      names = "--values",
      description = "Show also what the entries commit to, as far as it was not erased.")
  private boolean showsValues;

  @Option(names = "--json", description = "The entries as they stand in the log.")
  private boolean json;

  private long written;
  private @Nullable LogValues values;

  private LogCommand(Console console) {
    this.console = console;
  }

  /** The command and those below it. */
  static CommandLine commandLine(Console console) {
    var line = new CommandLine(new LogCommand(console));
    line.addSubcommand("stats", new LogStatsCommand(console));
    line.addSubcommand("timeline", new LogTimelineCommand(console));
    line.addSubcommand("redact", new LogRedactCommand(console));
    line.addSubcommand("prune", new LogPruneCommand(console));
    line.addSubcommand("recover", new LogRecoverCommand(console));
    line.addSubcommand("export", new LogExportCommand(console));
    line.addSubcommand("export-tlog", new LogExportTlogCommand(console));
    line.addSubcommand("none", new LogNoneCommand(console));
    line.addSubcommand("outcomes", new LogOutcomesCommand(console));
    return line;
  }

  @Override
  public Integer call() throws CommandFailure, AuditException {
    if ((last != null && last < 0) || (limit != null && limit < 0) || from < 0) {
      throw CommandFailure.usage("--last, --limit and --from must not be negative");
    }
    if (limit != null && (last != null || follow)) {
      throw CommandFailure.usage("--limit goes with neither --last nor --follow");
    }
    var file = log.path(console);
    if (last != null && !follow && from == 0 && showLatest(file, last)) {
      return ExitCode.OK;
    }
    try (var cursor = new LogCursor(file, asked.query(console, file), from);
        var beside = showsValues ? new LogValues(file, new Style(console.colour())) : null) {
      values = beside;
      if (last != null) {
        showLast(cursor, last);
      } else {
        showAll(cursor);
      }
      if (follow) {
        follow(cursor);
      }
      LogSubcommand.tellPruned(file, console);
      tellOf(!follow && limit == null && cursor.hasUnfinishedLine(), cursor.hidden());
    }
    return ExitCode.OK;
  }

  private void showAll(LogCursor cursor) throws AuditException {
    for (var item = cursor.next(); item != null; item = cursor.next()) {
      if (limit != null && written == limit) {
        tell("there are more: --from " + item.index());
        return;
      }
      show(item);
      if (written % LINES_BETWEEN_CHECKS == 0 && console.out().checkError()) {
        return; // the reader has gone
      }
    }
  }

  /**
   * Shows the last entries without reading those before them.
   *
   * @return false if it showed nothing, since a line is no entry: only who has counted the lines
   *     can name it
   */
  private boolean showLatest(Path file, int count) throws CommandFailure, AuditException {
    if (Files.notExists(file)) {
      return false;
    }
    var latest = new ArrayDeque<LogItem>();
    try (var cursor = new LogBackCursor(file, asked.query(console, file), Optional.empty());
        var beside = showsValues ? new LogValues(file, new Style(console.colour())) : null) {
      values = beside;
      while (latest.size() < count) {
        var item = cursor.next();
        if (item == null) {
          break;
        }
        if (item.fault() != null) {
          return false;
        }
        latest.addFirst(item);
      }
      latest.forEach(this::show);
      tellOf(cursor.hasUnfinishedLine(), cursor.hidden());
    }
    return true;
  }

  private void tellOf(boolean unfinishedLine, long hidden) {
    if (unfinishedLine) {
      tell("the log ends in an unfinished line; see canopy verify");
    }
    if (hidden > 0) {
      tell(hidden + " entries do not say whether they are asked for: not shown");
    }
  }

  private void showLast(LogCursor cursor, int count) throws AuditException {
    var kept = new ArrayDeque<LogItem>();
    for (var item = cursor.next(); item != null; item = cursor.next()) {
      kept.addLast(item);
      if (kept.size() > count) {
        kept.removeFirst();
      }
    }
    kept.forEach(this::show);
  }

  private void show(LogItem item) {
    console
        .out()
        .println(
            json
                ? EntryText.json(item)
                : EntryText.of(item, new Style(console.colour()))
                    + (values == null ? "" : values.text(item.json())));
    written++;
  }

  private void follow(LogCursor cursor) throws CommandFailure, AuditException {
    while (true) {
      for (var item = cursor.next(); item != null; item = cursor.next()) {
        show(item);
      }
      console.out().flush();
      if (console.out().checkError()) {
        return; // the reader has gone
      }
      if (cursor.isReplaced()) {
        throw CommandFailure.failure(
            "another log, or none, is in the place of the one that was followed;"
                + " see canopy verify");
      }
      try {
        Thread.sleep(POLL_MILLIS);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private void tell(String what) {
    console.out().flush();
    console.err().println("canopy: " + what);
  }
}
