package dev.canopy.cli;

import dev.canopy.audit.AuditException;
import dev.canopy.json.Json;
import dev.canopy.records.EntryDetails;
import dev.canopy.records.LogCursor;
import dev.canopy.records.LogQuery;
import dev.canopy.records.Story;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code canopy log timeline}: the story of one agent, trace or session. */
@Command(
    name = "timeline",
    description = {
      "Tell the story of one agent (--agent), trace (--trace) or session (--session):",
      "its decisions, what people answered, and what came of it."
    })
final class LogTimelineCommand extends LogSubcommand {
  private static final int LINES_BETWEEN_CHECKS = 500;

  @Mixin private final LogQueryOptions asked = new LogQueryOptions();

  @Option(names = "--json", description = "Each step as a line of JSON.")
  private boolean json;

  LogTimelineCommand(Console console) {
    super(console);
  }

  @Override
  int run(Path log) throws CommandFailure, AuditException {
    var query = asked.query(console, log);
    var terms = query.terms();
    if (terms.agent() == null && terms.trace() == null && terms.session() == null) {
      throw CommandFailure.usage("whose story? --agent, --trace or --session");
    }
    // What belongs to a decision does not name the trace, so every line is looked at.
    var all = new LogQuery(LogQuery.Terms.NONE, new EntryDetails(log));
    var story = new Story(query);
    var steps = 0L;
    try (query;
        var cursor = new LogCursor(log, all, 0)) {
      cursor.onlyIf(line -> story.mayBelong(line));
      for (var item = cursor.next(); item != null; item = cursor.next()) {
        var step = item.fault() == null ? story.step(item) : new Story.Step(item, -1, null);
        if (step != null) {
          console
              .out()
              .println(
                  json
                      ? step.item().fault() == null ? Json.write(step.json()) : EntryText.json(item)
                      : StepText.of(step, new Style(console.colour())));
          if (++steps % LINES_BETWEEN_CHECKS == 0 && console.out().checkError()) {
            return ExitCode.OK; // the reader has gone
          }
        }
      }
    }
    if (steps == 0 && !json) {
      console.out().println("nothing is recorded of " + Visible.of(query.words()));
    }
    return ExitCode.OK;
  }
}
