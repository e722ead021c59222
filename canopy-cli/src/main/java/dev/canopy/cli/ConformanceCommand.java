package dev.canopy.cli;

import dev.canopy.json.Json;
import dev.canopy.json.JsonArray;
import dev.canopy.json.JsonObject;
import dev.canopy.json.JsonString;
import dev.canopy.json.JsonValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code canopy conformance}: what others expect of the formats that we share with them. */
@Command(
    name = "conformance",
    description = "Run the public test vectors of a folder, and report.",
    footer = {
      "",
      "Exit code 0 if every case of every suite is answered as it should be; 1 if not, or if",
      "a suite is not there. See docs/cli.md for the folder."
    })
final class ConformanceCommand implements Callable<Integer> {
  private final Console console;

  @Parameters(paramLabel = "DIR", description = "The folder with the vectors.")
  @SuppressWarnings("NullAway.Init") // required, so picocli sets it
  private Path directory;

  @Option(names = "--json", description = "Report in JSON.")
  private boolean json;

  ConformanceCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws CommandFailure, IOException {
    var folder = console.resolve(directory.toString());
    if (!Files.isDirectory(folder)) {
      throw CommandFailure.failure("there is no folder `" + Visible.of(directory.toString()) + "`");
    }
    var tallies = run(folder);
    console.out().print(json ? Json.write(json(tallies)) + "\n" : text(tallies));
    return tallies.stream().allMatch(ConformanceTally::good) ? ExitCode.OK : ExitCode.FAILURE;
  }

  static List<ConformanceTally> run(Path folder) throws IOException {
    return List.of(
        MerkleVectors.inclusion(folder),
        MerkleVectors.consistency(folder),
        MerkleVectors.subtreeInclusion(folder),
        MerkleVectors.subtreeConsistency(folder),
        Ed25519Vectors.run(folder),
        JcsVectors.run(folder),
        TileLogVectors.run(folder));
  }

  static String text(List<ConformanceTally> tallies) {
    var table = new Table(1, "suite", "passed", "total", "left out");
    var below = new StringBuilder();
    for (var tally : tallies) {
      var left = tally.left().values().stream().mapToInt(Integer::intValue).sum();
      table.row(
          tally.suite(),
          String.valueOf(tally.passed()),
          String.valueOf(tally.total()),
          String.valueOf(left));
      if (tally.total() == 0) {
        below.append(tally.suite()).append(": no cases found\n");
      }
      tally
          .left()
          .forEach(
              (reason, count) ->
                  below.append(tally.suite() + ": left out " + count + ", " + reason + "\n"));
      for (var failure : tally.failures()) {
        below.append(tally.suite()).append(": ").append(Visible.of(failure)).append('\n');
      }
    }
    return table.render() + (below.isEmpty() ? "" : "\n" + below);
  }

  private static JsonValue json(List<ConformanceTally> tallies) {
    var suites = new ArrayList<JsonValue>();
    for (var tally : tallies) {
      var left = JsonObject.builder();
      tally.left().forEach(left::put);
      suites.add(
          JsonObject.builder()
              .put("suite", tally.suite())
              .put("passed", tally.passed())
              .put("total", tally.total())
              .put("left_out", left.build())
              .put(
                  "failures",
                  new JsonArray(
                      tally.failures().stream().map(f -> (JsonValue) new JsonString(f)).toList()))
              .build());
    }
    return JsonObject.builder().put("suites", new JsonArray(suites)).build();
  }
}
