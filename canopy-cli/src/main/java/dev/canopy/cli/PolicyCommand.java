package dev.canopy.cli;

import dev.canopy.json.Json;
import dev.canopy.json.JsonArray;
import dev.canopy.json.JsonObject;
import dev.canopy.json.JsonValue;
import dev.canopy.policy.Policy;
import dev.canopy.policy.PolicyException;
import dev.canopy.policy.PolicySource;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code canopy policy}: what can be said of a policy file alone. */
@Command(name = "policy", description = "Check a policy file.")
final class PolicyCommand implements Runnable {
  private final Console console;

  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli before anything runs
  private CommandSpec spec;

  PolicyCommand(Console console) {
    this.console = console;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "what is to be done? check FILE");
  }

  @Command(
      name = "check",
      description = "Compile a policy and try its examples; show every fault with its place.",
      footer = {"", "Exit code 0 if the policy loads, 1 if it has a fault or cannot be read."})
  int check(
      @Parameters(paramLabel = "FILE", description = "The policy.") String file,
      @Option(names = "--json", description = "Answer in JSON.") boolean json)
      throws CommandFailure {
    String text;
    try {
      text = Files.readString(console.resolve(file));
    } catch (IOException e) {
      throw CommandFailure.file("the policy", file, e);
    }
    try {
      var policy = Policy.load(new PolicySource(file, text));
      if (json) {
        var out = JsonObject.builder().put("loads", true).put("digest", policy.digest());
        out.put("rule_ids", VerdictJson.strings(policy.ruleIds()));
        console.out().println(Json.write(out.put("issues", new JsonArray(List.of())).build()));
      } else {
        console
            .out()
            .println(
                Visible.of(file)
                    + ": "
                    + policy.ruleIds().size()
                    + " rules, no fault, "
                    + policy.digest());
      }
      return ExitCode.OK;
    } catch (PolicyException e) {
      if (json) {
        var issues = new ArrayList<JsonValue>();
        for (var issue : e.issues()) {
          issues.add(
              JsonObject.builder()
                  .put("source", issue.source())
                  .put("line", issue.line())
                  .put("column", issue.column())
                  .put("message", issue.message())
                  .put("help", issue.help())
                  .build());
        }
        var out = JsonObject.builder().put("loads", false).put("issues", new JsonArray(issues));
        console.out().println(Json.write(out.build()));
      } else {
        console.out().print(PolicyIssueText.of(e.issues()));
      }
      return ExitCode.FAILURE;
    }
  }
}
