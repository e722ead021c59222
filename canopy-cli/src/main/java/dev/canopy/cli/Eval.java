package dev.canopy.cli;

import dev.canopy.DecisionMaker;
import dev.canopy.effects.FileFacts;
import dev.canopy.effects.Surroundings;
import dev.canopy.json.Json;
import dev.canopy.json.JsonArray;
import dev.canopy.json.JsonObject;
import dev.canopy.json.JsonString;
import dev.canopy.json.JsonValue;
import dev.canopy.policy.Policy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Decides every row of a folder of corpora and reports. The rows are data: nothing of them is run,
 * and no path of them is looked up on this machine.
 */
final class Eval {
  /** Where the corpora's agents work; relative paths are relative to {@code cwd}. */
  private static final JsonObject CONTEXT =
      JsonObject.builder()
          .put("env", "development")
          .put("workspace", "/workspace/project")
          .put("cwd", "/workspace/project")
          .put("safe_paths", new JsonArray(List.of(new JsonString("/workspace/"))))
          .build();

  /** Known to no disk: the corpora's files are not this machine's. */
  private static final Surroundings SURROUNDINGS =
      new Surroundings("/workspace/project", "/home/agent", FileFacts.NONE);

  private final Policy policy;
  private final DecisionMaker decider;
  private final @Nullable String onlyKind;
  private final int threads;

  Eval(Policy policy, @Nullable String onlyKind, int threads) {
    this.policy = policy;
    this.decider = new DecisionMaker(policy, SURROUNDINGS, List.of());
    this.onlyKind = onlyKind;
    this.threads = threads;
  }

  /**
   * @param mismatches where to write the rows that were not decided as expected, or null
   */
  EvalReport run(Path directory, @Nullable Path mismatches) throws IOException, CommandFailure {
    var badRows = new ArrayList<String>();
    var rows = read(directory, badRows);
    if (rows.isEmpty() && badRows.isEmpty()) {
      throw CommandFailure.failure("no rows in `" + directory + "`: expected *.jsonl files");
    }
    var started = System.nanoTime();
    var outcomes = decideAll(rows);
    var seconds = (System.nanoTime() - started) / 1e9;
    if (mismatches != null) {
      write(mismatches, outcomes);
    }
    return new EvalReport(policy.digest(), outcomes, badRows, seconds);
  }

  private List<EvalRow> read(Path directory, List<String> badRows)
      throws IOException, CommandFailure {
    List<Path> files;
    try (var listing = Files.list(directory)) {
      files = listing.filter(f -> f.toString().endsWith(".jsonl")).sorted().toList();
    } catch (UncheckedIOException e) {
      throw CommandFailure.file("the folder", directory.toString(), new IOException(e));
    } catch (IOException e) {
      throw CommandFailure.file("the folder", directory.toString(), e);
    }
    var rows = new ArrayList<EvalRow>();
    for (var file : files) {
      try (var in = Files.newInputStream(file)) {
        var lines = new Lines(in, () -> {});
        var number = 0;
        for (var line = lines.next(); line != null; line = lines.next()) {
          number++;
          try {
            var row = EvalRow.read(line);
            if (onlyKind == null || onlyKind.equals(row.kind())) {
              rows.add(row);
            }
          } catch (EvalRow.BadRow e) {
            badRows.add(file.getFileName() + ":" + number + ": " + e.getMessage());
          }
        }
      }
    }
    return rows;
  }

  private List<EvalOutcome> decideAll(List<EvalRow> rows) {
    var outcomes = new EvalOutcome[rows.size()];
    var workers = new ArrayList<Thread>();
    for (var t = 0; t < threads; t++) {
      var first = t;
      var worker =
          new Thread(
              () -> {
                for (var i = first; i < outcomes.length; i += threads) {
                  outcomes[i] = decide(rows.get(i));
                }
              });
      workers.add(worker);
      worker.start();
    }
    for (var worker : workers) {
      try {
        worker.join();
      } catch (InterruptedException e) {
        throw new IllegalStateException("interrupted", e);
      }
    }
    return List.of(outcomes);
  }

  private EvalOutcome decide(EvalRow row) {
    var started = System.nanoTime();
    var verdict = decider.decide(CONTEXT, row.actionType(), row.payload());
    var nanos = System.nanoTime() - started;
    return new EvalOutcome(row, verdict.evaluation().decision(), nanos);
  }

  private void write(Path file, List<EvalOutcome> outcomes) throws IOException {
    try (var out = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
      for (var outcome : outcomes) {
        if (outcome.isMismatch()) {
          out.write(Json.write(mismatch(outcome)));
          out.write('\n');
        }
      }
    }
  }

  /** Decided once more, because keeping the effects of every row would take too much memory. */
  private JsonObject mismatch(EvalOutcome outcome) {
    var row = outcome.row();
    var tags = new ArrayList<JsonValue>();
    row.tags().stream().sorted().forEach(tag -> tags.add(new JsonString(tag)));
    var out =
        JsonObject.builder()
            .put("id", row.id())
            .put("kind", row.kind())
            .put("source", row.source())
            .put("label", row.label())
            .put("tags", new JsonArray(tags))
            .put("core", row.core())
            .put("expect", row.expect().name().toLowerCase(Locale.ROOT))
            .put("action_type", row.actionType())
            .put("input", row.input());
    VerdictJson.put(out, decider.decide(CONTEXT, row.actionType(), row.payload()));
    return out.build();
  }
}
