package dev.canopy.cli;

import dev.canopy.audit.AuditException;
import dev.canopy.json.Json;
import dev.canopy.json.JsonArray;
import dev.canopy.json.JsonObject;
import dev.canopy.json.JsonValue;
import dev.canopy.records.LogCursor;
import dev.canopy.records.LogStats;
import dev.canopy.records.Tally;
import java.nio.file.Path;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code canopy log stats}: what is in a log, counted. */
@Command(
    name = "stats",
    description =
        "Count decisions, rules, agents, action types, effects, and how long people took.")
final class LogStatsCommand extends LogSubcommand {
  @Mixin private final LogQueryOptions asked = new LogQueryOptions();

  @Option(
      names = "--by",
      paramLabel = "PART",
      description = "Count over each minute, hour or day; else what fits.")
  private @Nullable String by;

  @Option(
      names = "--top",
      paramLabel = "N",
      defaultValue = "10",
      description = "Name the N most frequent.")
  private int top;

  @Option(names = "--json", description = "Answer in JSON.")
  private boolean json;

  LogStatsCommand(Console console) {
    super(console);
  }

  @Override
  int run(Path log) throws CommandFailure, AuditException {
    if (top < 0) {
      throw CommandFailure.usage("--top must not be negative");
    }
    var stats = new LogStats(bucket());
    long hidden;
    try (var cursor = new LogCursor(log, asked.query(console, log), 0)) {
      for (var item = cursor.next(); item != null; item = cursor.next()) {
        stats.add(item);
      }
      hidden = cursor.hidden();
    }
    if (by == null) {
      stats.fit(LogStatsText.SHOWN_PARTS);
    }
    if (json) {
      console.out().println(Json.write(json(stats, hidden)));
    } else {
      console.out().print(new LogStatsText(stats, top, new Style(console.colour())).render());
      if (hidden > 0) {
        console
            .out()
            .println(hidden + " entries do not say whether they are asked for: not counted");
      }
    }
    return ExitCode.OK;
  }

  private LogStats.Bucket bucket() throws CommandFailure {
    if (by == null) {
      return LogStats.Bucket.MINUTE;
    }
    return switch (by) {
      case "minute" -> LogStats.Bucket.MINUTE;
      case "hour" -> LogStats.Bucket.HOUR;
      case "day" -> LogStats.Bucket.DAY;
      default -> throw CommandFailure.usage("--by: `" + by + "` is not minute, hour or day");
    };
  }

  private JsonObject json(LogStats stats, long hidden) {
    return JsonObject.builder()
        .put("entries", stats.entries())
        .put("not_entries", stats.notEntries())
        .put("hidden", hidden)
        .put("first_ts", stats.firstTs())
        .put("last_ts", stats.lastTs())
        .put("decisions", tally(stats.decisions()))
        .put("severities", tally(stats.severities()))
        .put("rules", tally(stats.rules()))
        .put("agents", tally(stats.agents()))
        .put("action_types", tally(stats.types()))
        .put("effects", tally(stats.effects()))
        .put("by", stats.bucket().wireName())
        .put("over_time", stats.overTimeJson())
        .put("approvals", stats.approvalsJson())
        .build();
  }

  private JsonObject tally(Tally tally) {
    var most = new ArrayList<JsonValue>();
    for (var each : tally.top(top)) {
      most.add(
          JsonObject.builder().put("name", each.getKey()).put("count", each.getValue()).build());
    }
    return JsonObject.builder()
        .put("names", tally.names())
        .put("beyond", tally.others())
        .put("top", new JsonArray(most))
        .build();
  }
}
