package dev.canopy.cli;

import dev.canopy.audit.AuditException;
import dev.canopy.audit.AuditLog;
import dev.canopy.audit.AuditOptions;
import dev.canopy.audit.AuditSegments;
import dev.canopy.audit.ClosedSegment;
import dev.canopy.json.Json;
import dev.canopy.json.JsonObject;
import dev.canopy.records.LogTime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code canopy log prune}: deletes closed segments, and records it. */
@Command(
    name = "prune",
    description = "Delete the oldest closed segments of the log, and record which.",
    footer = {
      "",
      "What is to go is verified first, and the record is signed before anything is",
      "deleted. The hashes of the entries stay, so that receipts and proofs hold; the",
      "values beside them go. canopy verify says `pruned` from then on, and exits with 3.",
      "Cut short, run it again."
    })
final class LogPruneCommand extends LogSubcommand {
  @Option(
      names = "--before",
      paramLabel = "WHEN",
      description = {
        "Segments that end before this time (2026-11-22, 90d for 90 days ago) or this",
        "segment (its name)."
      })
  private @Nullable String before;

  @Option(names = "--keep", paramLabel = "N", description = "All closed segments but the last N.")
  private @Nullable Integer keep;

  @Option(names = "--reason", paramLabel = "TEXT", defaultValue = "", description = "Why.")
  private String reason = "";

  @Option(names = "--dry-run", description = "Say what would be deleted, and delete nothing.")
  private boolean dryRun;

  @Option(names = "--json", description = "Answer in JSON.")
  private boolean json;

  LogPruneCommand(Console console) {
    super(console);
  }

  @Override
  int run(Path log) throws CommandFailure, AuditException {
    if ((before == null) == (keep == null)) {
      throw CommandFailure.usage("say which: --before or --keep");
    }
    if (keep != null && keep < 0) {
      throw CommandFailure.usage("--keep must not be negative");
    }
    if (Files.notExists(log)) {
      throw CommandFailure.failure("there is no log at `" + log + "`");
    }
    List<ClosedSegment> going;
    try {
      going = going(AuditSegments.closed(log));
    } catch (IOException e) {
      throw CommandFailure.file("the log", log.toString(), e);
    }
    if (!dryRun && !going.isEmpty()) {
      var below = going.get(going.size() - 1).last() + 1;
      try (var open = AuditLog.open(log, console.clock(), console.withKey(AuditOptions.SHARED))) {
        going = open.prune(below, reason);
      }
    }
    console.out().println(json ? json(going) : words(going));
    return ExitCode.OK;
  }

  private List<ClosedSegment> going(List<ClosedSegment> closed) throws CommandFailure {
    var wanted = before;
    if (wanted == null) {
      return closed.subList(0, Math.max(0, closed.size() - (keep == null ? 0 : keep)));
    }
    for (var i = 0; i < closed.size(); i++) {
      if (closed.get(i).name().equals(wanted)) {
        return closed.subList(0, i);
      }
    }
    if (wanted.endsWith(".jsonl")) {
      throw CommandFailure.usage("--before: there is no closed segment `" + wanted + "`");
    }
    var time =
        LogTime.asWritten(LogQueryOptions.time("--before", wanted, console.clock().instant()));
    var count = 0;
    while (count < closed.size() && isBefore(closed.get(count).lastTs(), time)) {
      count++;
    }
    return closed.subList(0, count);
  }

  private static boolean isBefore(String ts, String time) {
    return !ts.isEmpty() && ts.compareTo(time) < 0; // one that cannot be read is kept
  }

  private String words(List<ClosedSegment> going) {
    if (going.isEmpty()) {
      return "no closed segment is that old; nothing was done";
    }
    var last = going.get(going.size() - 1);
    var out = new StringBuilder(dryRun ? "would delete" : "deleted");
    out.append(" the entries ").append(going.get(0).first()).append(" to ").append(last.last());
    out.append(" in ").append(going.size()).append(" segments, ").append(bytes(going));
    out.append(" bytes");
    for (var segment : going) {
      out.append("\n  ").append(segment.name());
      out.append("  ").append(segment.firstTs()).append(" to ").append(segment.lastTs());
    }
    return out.toString();
  }

  private String json(List<ClosedSegment> going) {
    return Json.write(
        JsonObject.builder()
            .put("dry_run", dryRun)
            .put("segments", VerdictJson.strings(going.stream().map(ClosedSegment::name).toList()))
            .put("below", going.isEmpty() ? 0 : going.get(going.size() - 1).last() + 1)
            .put("bytes", bytes(going))
            .build());
  }

  private static long bytes(List<ClosedSegment> going) {
    return going.stream().mapToLong(ClosedSegment::bytes).sum();
  }
}
