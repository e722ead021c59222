package dev.canopy.cli;

import dev.canopy.json.Json;
import dev.canopy.json.JsonObject;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code canopy check}: decides and records nothing. */
@Command(
    name = "check",
    description = "Decide on an action without recording it; the answer permits nothing.",
    footer = {
      "",
      "With --jsonl each line of standard input is a case",
      "  {\"id\": …, \"agent_ctx\": {…}, \"action_type\": \"…\", \"action_payload\": …}",
      "and each line of standard output, in the same order, its decision. A bad line",
      "is answered DENY with \"error\"; the exit code is still 0."
    })
final class CheckCommand implements Callable<Integer> {
  private final Console console;

  @Mixin private final ActionArguments action = new ActionArguments();
  @Mixin private final PolicyOption policy = new PolicyOption();

  @Option(names = "--json", description = "Answer in JSON.")
  private boolean json;

  @Option(names = "--jsonl", description = "Decide on each line of standard input.")
  private boolean jsonl;

  CheckCommand(Console console) {
    this.console = console;
  }

  /**
   * The command line read without picocli, whose start takes longer than all the rest of a
   * decision; null if that needs more than the plain forms below, and picocli is to read it (and to
   * complain).
   */
  static @Nullable CheckCommand readPlainly(Console console, String[] args) {
    if (args.length == 0 || !args[0].equals("check")) {
      return null;
    }
    var command = new CheckCommand(console);
    for (var i = 1; i < args.length; i++) {
      var arg = args[i];
      var value = i + 1 < args.length && !args[i + 1].startsWith("-") ? args[i + 1] : null;
      if (arg.equals("--json") && !command.json) {
        command.json = true;
      } else if (arg.equals("--jsonl") && !command.jsonl) {
        command.jsonl = true;
      } else if (arg.equals("--ctx") && command.action.context == null && value != null) {
        command.action.context = value;
        i++;
      } else if (arg.equals("--policy") && command.policy.file == null && value != null) {
        command.policy.file = value;
        i++;
      } else if (arg.startsWith("-") && !arg.equals("-")) {
        return null;
      } else if (command.action.type == null) {
        command.action.type = arg;
      } else if (command.action.payload == null) {
        command.action.payload = arg;
      } else {
        return null;
      }
    }
    return command;
  }

  @Override
  public Integer call() throws CommandFailure, IOException {
    var decisions = policy.canopy(console).buildDecisionMaker();
    if (jsonl) {
      if (action.type != null) {
        throw CommandFailure.usage("--jsonl takes its actions from standard input");
      }
      new CheckStream(decisions).run(console.in(), console.out());
      return ExitCode.OK;
    }
    var verdict = decisions.decide(action.context(console), action.type(), action.payload(console));
    if (json) {
      var out = JsonObject.builder();
      VerdictJson.put(out, verdict);
      console.out().println(Json.write(out.build()));
    } else {
      console.out().print(VerdictText.of(verdict, new Style(console.colour())));
    }
    return ExitCode.of(verdict.evaluation().decision());
  }
}
