package dev.canopy.cli;

import dev.canopy.ResultJson;
import dev.canopy.json.Json;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code canopy authorize}: decides and records. */
@Command(
    name = "authorize",
    description = "Decide on an action and record the decision in the audit log.")
final class AuthorizeCommand implements Callable<Integer> {
  private final Console console;

  @Mixin private final ActionArguments action = new ActionArguments();
  @Mixin private final PolicyOption policy = new PolicyOption();
  @Mixin private final LogOption log = new LogOption();

  @Option(
      names = "--approval",
      paramLabel = "ID",
      defaultValue = "",
      description = "Ask with the approval that a person gave to exactly this action.")
  private String approval = "";

  @Option(names = "--json", description = "Answer in JSON.")
  private boolean json;

  AuthorizeCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws CommandFailure {
    var context = action.context(console);
    var type = action.type();
    var payload = action.payload(console);
    try (var canopy = policy.canopy(console).auditLog(log.path(console)).build()) {
      var result =
          approval.isEmpty()
              ? canopy.authorizeAction(context, type, payload)
              : canopy.authorizeAction(context, type, payload, approval);
      console
          .out()
          .print(
              json
                  ? Json.write(ResultJson.of(result)) + "\n"
                  : ResultText.of(result, new Style(console.colour())));
      return ExitCode.of(result.decision());
    }
  }
}
