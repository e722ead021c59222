package dev.canopy.cli;

import dev.canopy.json.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code canopy eval}: measures a policy against labelled actions. */
@Command(
    name = "eval",
    description = "Decide every labelled action of a folder of corpora, and report.",
    footer = {
      "",
      "Nothing of a corpus is run, and none of its paths is looked up. See docs/cli.md."
    })
final class EvalCommand implements Callable<Integer> {
  private final Console console;

  @Parameters(paramLabel = "DIR", description = "A folder with *.jsonl corpora.")
  @SuppressWarnings("NullAway.Init") // required, so picocli sets it
  private Path directory;

  @Mixin private final PolicyOption policy = new PolicyOption();

  @Option(
      names = "--mismatches",
      paramLabel = "FILE",
      description = "Write the rows that were not decided as expected, one JSON object a line.")
  private @Nullable Path mismatches;

  @Option(
      names = "--kind",
      paramLabel = "KIND",
      description = "Only rows of this kind: shell, file, url, tool or code.")
  private @Nullable String kind;

  @Option(
      names = "--threads",
      paramLabel = "N",
      defaultValue = "1",
      description = "How many threads decide; more than one makes single decisions slower.")
  private int threads;

  @Option(names = "--json", description = "Report in JSON.")
  private boolean json;

  EvalCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws CommandFailure, IOException {
    if (kind != null && !EvalRow.KINDS.contains(kind)) {
      throw CommandFailure.usage("unknown kind `" + kind + "`, expected one of " + EvalRow.KINDS);
    }
    if (threads < 1) {
      throw CommandFailure.usage("--threads must be at least 1");
    }
    var eval = new Eval(policy.canopy(console).buildDecisionMaker().policy(), kind, threads);
    var report =
        eval.run(
            console.resolve(directory.toString()),
            mismatches == null ? null : console.resolve(mismatches.toString()));
    console.out().print(json ? Json.write(report.json()) + "\n" : report.text());
    for (var bad : report.badRows()) {
      console.err().println(Visible.of(bad));
    }
    return ExitCode.OK;
  }
}
