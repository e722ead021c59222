package dev.canopy.cli;

import dev.canopy.audit.AuditException;
import dev.canopy.records.EntryDetails;
import dev.canopy.records.LogCursor;
import dev.canopy.records.LogItem;
import dev.canopy.records.LogQuery;
import dev.canopy.records.Match;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code canopy log outcomes}: permissions of which nobody said what came, and the reverse. */
@Command(
    name = "outcomes",
    description = "Find what was allowed and has no outcome, and outcomes of what was not allowed.")
final class LogOutcomesCommand extends LogSubcommand {
  private static final byte[] ALLOW = "\"decision\":\"ALLOW\"".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] OUTCOME = "\"authorization_id\":".getBytes(StandardCharsets.US_ASCII);

  @Mixin private final LogQueryOptions asked = new LogQueryOptions();

  @Option(names = "--missing", description = "Show what was allowed and has no outcome.")
  private boolean missing;

  @Option(
      names = "--orphaned",
      description = "Show outcomes that belong to nothing that was allowed before them.")
  private boolean orphaned;

  @Option(names = "--json", description = "The entries as they stand in the log.")
  private boolean json;

  LogOutcomesCommand(Console console) {
    super(console);
  }

  @Override
  int run(Path log) throws CommandFailure, AuditException {
    if (missing == orphaned) {
      throw CommandFailure.usage("which? --missing or --orphaned");
    }
    var query = asked.query(console, log);
    var all = new LogQuery(LogQuery.Terms.NONE, new EntryDetails(log));
    Map<String, LogItem> waiting = new LinkedHashMap<>();
    var allowed = new HashIndex();
    try (query;
        var cursor = new LogCursor(log, all, 0)) {
      cursor.onlyIf(line -> line.contains(ALLOW) || line.contains(OUTCOME));
      for (var item = cursor.next(); item != null; item = cursor.next()) {
        if (item.fault() != null) {
          show(item);
        } else if (item.text("decision").equals("ALLOW")) {
          var hash = item.line().hash();
          allowed.add(hash);
          if (missing && query.match(item) == Match.YES) {
            waiting.put(hash, item);
          }
        } else if (!item.text("authorization_id").isEmpty()) {
          var id = item.text("authorization_id");
          waiting.remove(id);
          if (orphaned && !allowed.contains(id) && query.match(item) == Match.YES) {
            show(item);
          }
        }
      }
    }
    waiting.values().forEach(this::show);
    return ExitCode.OK;
  }

  private void show(LogItem item) {
    console
        .out()
        .println(json ? EntryText.json(item) : EntryText.of(item, new Style(console.colour())));
  }
}
