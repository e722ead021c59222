package dev.canopy.cli;

import dev.canopy.DecisionMaker;
import dev.canopy.effects.Surroundings;
import dev.canopy.json.Json;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "canopy",
    subcommands = {})
final class RootCommand {
  private final Console console;

  RootCommand(Console console) {
    this.console = console;
  }

  @Command(name = "eval")
  int eval(
      @Parameters(paramLabel = "DIR") Path directory,
      @Option(names = "--policy") @Nullable String policy,
      @Option(names = "--mismatches") @Nullable Path mismatches,
      @Option(names = "--kind") @Nullable String kind,
      @Option(names = "--threads", defaultValue = "1") int threads,
      @Option(names = "--json") boolean json)
      throws Exception {
    var report =
        new Eval(Policies.find(policy, console.environment()), kind, threads)
            .run(directory, mismatches);
    console.out().print(json ? Json.write(report.json()) + "\n" : report.text());
    for (var bad : report.badRows()) {
      console.err().println(bad);
    }
    console.out().flush();
    console.err().flush();
    return ExitCode.OK;
  }

  @Command(name = "check")
  int check(
      @Option(names = "--policy") @Nullable String policy, @Option(names = "--jsonl") boolean jsonl)
      throws Exception {
    new CheckStream(
            new DecisionMaker(
                Policies.find(policy, console.environment()), Surroundings.UNKNOWN, List.of()))
        .run(console.in(), console.out());
    return ExitCode.OK;
  }
}
