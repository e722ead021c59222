package dev.canopy.cli;

import dev.canopy.json.Json;
import dev.canopy.json.JsonObject;
import dev.canopy.policy.PolicyEngine;
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
    var request = verdict.request();
    var explanation =
        request == null
            ? null
            : PolicyEngine.explain(
                decisions.policy(), request, verdict.analysis(), console.directory().toString());
    if (json) {
      var out = JsonObject.builder();
      VerdictJson.put(out, verdict);
      if (explanation != null) {
        out.put("default", explanation.byDefault().name());
        out.put("rules", ExplanationJson.rules(explanation));
      }
      console.out().println(Json.write(out.build()));
    } else {
      var text = new ExplanationText(verdict, explanation, new Style(console.colour()));
      console.out().print(text.text());
    }
    return ExitCode.of(verdict.evaluation().decision());
  }
}
