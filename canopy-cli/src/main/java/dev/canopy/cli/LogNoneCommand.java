package dev.canopy.cli;

import dev.canopy.audit.AuditException;
import dev.canopy.audit.NoteKey;
import dev.canopy.audit.ProofException;
import dev.canopy.json.Json;
import dev.canopy.json.JsonArray;
import dev.canopy.json.JsonNumber;
import dev.canopy.json.JsonObject;
import dev.canopy.json.JsonValue;
import dev.canopy.records.LogQuery;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code canopy log none}: shows that there is no entry with a property between two bounds. */
@Command(
    name = "none",
    description = {
      "Show that no entry between two checkpoints is as described, by looking at each.",
      "Every line is verified, and those up to a checkpoint must have its root."
    },
    footer = {
      "",
      "Exit code 0 only if there is none. 1 if there is one, or if it cannot be shown:",
      "because the log is broken, pruned or not that of the checkpoints, or because",
      "entries do not say whether they are as described."
    })
final class LogNoneCommand extends LogSubcommand {
  @Mixin private final LogQueryOptions asked = new LogQueryOptions();

  @Option(
      names = "--between",
      arity = "2",
      paramLabel = "BOUND",
      required = true,
      description = "Two of: the file of a checkpoint, an authorization id, start.")
  private List<String> between = List.of();

  @Option(
      names = "--key",
      paramLabel = "VKEY",
      description = "A key that signs the log's checkpoints: NAME+ID+KEY.")
  private List<String> keys = List.of();

  @Option(names = "--json", description = "Answer in JSON.")
  private boolean json;

  LogNoneCommand(Console console) {
    super(console);
  }

  @Override
  int run(Path log) throws CommandFailure, AuditException {
    if (between.size() != 2) {
      throw CommandFailure.usage("--between: found " + between.size() + " bounds, wanted 2");
    }
    if (Files.notExists(log)) {
      throw CommandFailure.failure("there is no log at `" + log + "`");
    }
    var query = asked.query(console, log);
    if (query.terms().isEmpty()) {
      throw CommandFailure.usage("no entry of which kind? --decision, --agent, --path, …");
    }
    var trusted = new ArrayList<NoteKey>();
    for (var key : keys) {
      try {
        trusted.add(NoteKey.parse(key));
      } catch (ProofException e) {
        throw CommandFailure.usage("--key: " + e.getMessage());
      }
    }
    var absence =
        new Absence(
            query,
            LogBound.of(between.get(0), console, trusted),
            LogBound.of(between.get(1), console, trusted));
    try (query) {
      absence.run(log);
    }
    console.out().println(json ? Json.write(json(query, absence)) : words(query, absence));
    return absence.verdict() == Absence.Verdict.NONE ? ExitCode.OK : ExitCode.FAILURE;
  }

  private String words(LogQuery query, Absence absence) {
    var style = new Style(console.colour());
    var what = Visible.of(query.words());
    var head =
        switch (absence.verdict()) {
          case NONE -> style.good("none") + "  no entry with " + what;
          case FOUND -> style.bad("found") + "  " + absence.found() + " entries with " + what;
          case UNPROVEN -> style.bad("unproven") + "  whether there is an entry with " + what;
        };
    var out = new StringBuilder(head).append('\n');
    out.append("  looked at ").append(absence.looked()).append(" entries\n");
    out.append("  from    ").append(Visible.of(absence.from().words(absence.fromSize())));
    out.append("\n  to      ").append(Visible.of(absence.to().words(absence.toSize())));
    var fault = absence.fault();
    if (fault != null) {
      out.append("\n  because ").append(Visible.of(fault));
    }
    numbers(out, "found in", absence.foundIn(), absence.found());
    numbers(out, "untold in", absence.hiddenIn(), absence.hidden());
    return out.toString();
  }

  private static void numbers(StringBuilder out, String what, List<Long> some, long all) {
    if (!some.isEmpty()) {
      out.append("\n  ").append(what).append(' ');
      for (var i = 0; i < some.size(); i++) {
        out.append(i == 0 ? "" : ", ").append(some.get(i));
      }
      out.append(all > some.size() ? ", …" : "");
    }
  }

  private static JsonObject json(LogQuery query, Absence absence) {
    var out =
        JsonObject.builder()
            .put("verdict", absence.verdict().name().toLowerCase(Locale.ROOT))
            .put("query", query.json())
            .put("from", absence.from().json(absence.fromSize()))
            .put("to", absence.to().json(absence.toSize()))
            .put("entries", absence.looked())
            .put("head", absence.head())
            .put("found", absence.found())
            .put("found_in", numbers(absence.foundIn()))
            .put("hidden", absence.hidden())
            .put("hidden_in", numbers(absence.hiddenIn()));
    var fault = absence.fault();
    if (fault != null) {
      out.put("because", fault);
    }
    return out.build();
  }

  private static JsonArray numbers(List<Long> numbers) {
    var items = new ArrayList<JsonValue>();
    for (var number : numbers) {
      items.add(JsonNumber.of(number));
    }
    return new JsonArray(items);
  }
}
