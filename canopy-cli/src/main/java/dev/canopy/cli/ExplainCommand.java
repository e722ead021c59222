package dev.canopy.cli;

import dev.canopy.json.Json;
import dev.canopy.json.JsonObject;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code canopy explain}: a decision and everything it rests on. */
@Command(
    name = "explain",
    description =
        "Show why: what the action would do, where that stands in it, and which rule decides.")
final class ExplainCommand implements Callable<Integer> {
  private final Console console;

  @Mixin private final ActionArguments action = new ActionArguments();
  @Mixin private final PolicyOption policy = new PolicyOption();

  @Option(names = "--json", description = "Answer in JSON.")
  private boolean json;

  ExplainCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws CommandFailure {
    var decisions = policy.canopy(console).buildDecisionMaker();
    var verdict = decisions.decide(action.context(console), action.type(), action.payload(console));
    if (json) {
      var out = JsonObject.builder();
      VerdictJson.put(out, verdict);
      console.out().println(Json.write(out.build()));
    } else {
      console.out().print(new Explanation(verdict, new Style(console.colour())).text());
    }
    return ExitCode.of(verdict.evaluation().decision());
  }
}
