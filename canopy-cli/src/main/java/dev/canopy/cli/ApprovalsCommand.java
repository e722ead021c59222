package dev.canopy.cli;

import dev.canopy.ApprovalException;
import dev.canopy.ApprovalGrant;
import dev.canopy.ApprovalJson;
import dev.canopy.ApprovalStatus;
import dev.canopy.Approvals;
import dev.canopy.Approver;
import dev.canopy.json.Json;
import dev.canopy.json.JsonArray;
import dev.canopy.json.JsonValue;
import dev.canopy.records.LogTime;
import java.nio.file.Files;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code canopy approvals}: what waits for a person, and the person's answer. */
@Command(name = "approvals", description = "Show the actions that wait for a person, and answer.")
final class ApprovalsCommand implements Runnable {
  private final Console console;

  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli before anything runs
  private CommandSpec spec;

  ApprovalsCommand(Console console) {
    this.console = console;
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(),
        "what is to be done? list, show, approve, deny, revoke, comment or watch");
  }

  /** Who decides, as far as the command line says. */
  static final class Who {
    @Option(names = "--by", paramLabel = "NAME", description = "Who does it; else the user.")
    @Nullable String by;

    @Option(
        names = "--role",
        paramLabel = "ROLE",
        description = "A role that they have, in the policy's words. May be repeated.")
    List<String> roles = new ArrayList<>();

    Approver approver() {
      return new Approver(
          by != null ? by : System.getProperty("user.name", ""), "", new LinkedHashSet<>(roles));
    }
  }

  @Command(name = "list", description = "List the actions that wait for a person, oldest first.")
  int list(
      @Mixin PolicyOption policy,
      @Mixin LogOption log,
      @Option(
              names = "--all",
              description = "Also what was decided, used or has expired in the last 24 hours.")
          boolean all,
      @Option(names = "--json", description = "Answer in JSON.") boolean json)
      throws CommandFailure {
    var found = new ArrayList<ApprovalStatus>();
    for (var status : read(log)) {
      if (all || status.standing() == ApprovalStatus.Standing.PENDING) {
        found.add(status);
      }
    }
    if (json) {
      var items = new ArrayList<JsonValue>();
      found.forEach(status -> items.add(ApprovalJson.of(status, true)));
      console.out().println(Json.write(new JsonArray(items)));
    } else if (found.isEmpty()) {
      console.out().println(all ? "there are no approvals" : "nothing waits for approval");
    } else {
      var now = console.clock().instant();
      found.forEach(status -> console.out().print(ApprovalText.of(status, now)));
    }
    return ExitCode.OK;
  }

  @Command(name = "show", description = "Show one approval, and what was done about it.")
  int show(
      @Mixin PolicyOption policy,
      @Mixin LogOption log,
      @Parameters(paramLabel = "ID") String id,
      @Option(names = "--json", description = "Answer in JSON.") boolean json)
      throws CommandFailure {
    for (var status : read(log)) {
      if (status.request().id().equals(id)) {
        console
            .out()
            .print(
                json
                    ? Json.write(ApprovalJson.of(status, true)) + "\n"
                    : ApprovalText.of(status, console.clock().instant()));
        return ExitCode.OK;
      }
    }
    throw CommandFailure.failure("nothing waits for approval under `" + Visible.of(id) + "`");
  }

  @Command(
      name = "approve",
      description =
          "Agree to one action, as it was judged. Once, until the request expires, unless told"
              + " otherwise.")
  int approve(
      @Mixin PolicyOption policy,
      @Mixin LogOption log,
      @Mixin Who who,
      @Parameters(paramLabel = "ID") String id,
      @Option(names = "--uses", paramLabel = "N", description = "How often it may be done.")
          @Nullable Integer uses,
      @Option(
              names = "--for",
              paramLabel = "SPAN",
              description =
                  "For how long, such as 30m or 8h; at most until 24 hours after it was asked for."
                      + " Without --uses as often as the agent likes.")
          @Nullable String span,
      @Option(names = "--reason", paramLabel = "TEXT", defaultValue = "", description = "Why.")
          String reason)
      throws CommandFailure {
    var grant = grant(uses, span);
    return act(policy, log, approvals -> approvals.approve(id, who.approver(), grant, reason));
  }

  @Command(name = "deny", aliases = "refuse", description = "Refuse one action for good.")
  int deny(
      @Mixin PolicyOption policy,
      @Mixin LogOption log,
      @Mixin Who who,
      @Parameters(paramLabel = "ID") String id,
      @Option(names = "--reason", paramLabel = "TEXT", defaultValue = "", description = "Why.")
          String reason)
      throws CommandFailure {
    return act(policy, log, approvals -> approvals.refuse(id, who.approver(), reason));
  }

  @Command(name = "revoke", description = "Take back what was approved, as far as it is not used.")
  int revoke(
      @Mixin PolicyOption policy,
      @Mixin LogOption log,
      @Mixin Who who,
      @Parameters(paramLabel = "ID") String id,
      @Option(names = "--reason", paramLabel = "TEXT", defaultValue = "", description = "Why.")
          String reason)
      throws CommandFailure {
    return act(policy, log, approvals -> approvals.revoke(id, who.approver(), reason));
  }

  @Command(name = "comment", description = "Add a remark for whoever decides.")
  int comment(
      @Mixin PolicyOption policy,
      @Mixin LogOption log,
      @Mixin Who who,
      @Parameters(index = "0", paramLabel = "ID") String id,
      @Parameters(index = "1", paramLabel = "TEXT") String text)
      throws CommandFailure {
    return act(policy, log, approvals -> approvals.comment(id, who.approver(), text));
  }

  @Command(
      name = "watch",
      description = "Look at what waits, and answer by single keys, until q is pressed.")
  int watch(@Mixin PolicyOption policy, @Mixin LogOption log, @Mixin Who who)
      throws CommandFailure {
    if (!Boolean.getBoolean("canopy.terminal")) {
      throw CommandFailure.failure("this takes a terminal; try `canopy approvals list`");
    }
    var file = log.path(console);
    if (Files.notExists(file)) {
      throw CommandFailure.failure("there is no log at `" + Visible.of(file.toString()) + "`");
    }
    try (var canopy = policy.canopy(console).auditLog(file).build()) {
      new ApprovalWatch(console, canopy, who.approver()).run();
      return ExitCode.OK;
    }
  }

  /** What a person does about an approval. */
  private interface Act {
    ApprovalStatus on(Approvals approvals) throws ApprovalException;
  }

  private int act(PolicyOption policy, LogOption log, Act act) throws CommandFailure {
    try (var canopy = policy.canopy(console).auditLog(log.path(console)).build()) {
      var status = act.on(canopy.approvals());
      console.out().println(ApprovalText.outcome(status) + " " + Visible.of(status.request().id()));
      return ExitCode.OK;
    } catch (ApprovalException e) {
      throw failure(e);
    }
  }

  private ApprovalGrant grant(@Nullable Integer uses, @Nullable String span) throws CommandFailure {
    if (uses != null && (uses < 1 || uses > ApprovalGrant.MOST_USES)) {
      throw CommandFailure.usage(
          "--uses: found " + uses + ", wanted 1 to " + ApprovalGrant.MOST_USES);
    }
    if (span == null) {
      return new ApprovalGrant(uses == null ? 1 : uses, null);
    }
    try {
      return new ApprovalGrant(
          uses == null ? ApprovalGrant.MOST_USES : uses,
          console.clock().instant().plus(LogTime.toSpan(span)));
    } catch (DateTimeException | ArithmeticException e) {
      throw CommandFailure.usage("--for: " + Visible.of(String.valueOf(e.getMessage())));
    }
  }

  private List<ApprovalStatus> read(LogOption log) throws CommandFailure {
    try {
      return Approvals.allIn(log.path(console), console.clock());
    } catch (ApprovalException e) {
      throw failure(e);
    }
  }

  private static CommandFailure failure(ApprovalException e) {
    return CommandFailure.failure(Visible.of(String.valueOf(e.getMessage())));
  }
}
