package dev.canopy.cli;

import dev.canopy.ApprovalException;
import dev.canopy.Approvals;
import dev.canopy.Canopy;
import dev.canopy.PendingApproval;
import dev.canopy.json.Json;
import dev.canopy.json.JsonArray;
import dev.canopy.json.JsonObject;
import dev.canopy.json.JsonString;
import dev.canopy.json.JsonValue;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code canopy approvals}: what waits for a person, and the person's answer. */
@Command(
    name = "approvals",
    description = "List the actions that wait for a person; agree or refuse.")
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
        spec.commandLine(), "what is to be done? list, show, approve or refuse");
  }

  @Command(name = "list", description = "List the actions that wait for a person, oldest first.")
  int list(
      @Mixin PolicyOption policy,
      @Mixin LogOption log,
      @Option(names = "--json", description = "Answer in JSON.") boolean json)
      throws CommandFailure {
    try {
      var pending = Approvals.pendingIn(log.path(console), console.clock());
      if (json) {
        var items = new ArrayList<JsonValue>();
        for (var approval : pending) {
          items.add(json(approval));
        }
        console.out().println(Json.write(new JsonArray(items)));
      } else if (pending.isEmpty()) {
        console.out().println("nothing waits for approval");
      } else {
        for (var approval : pending) {
          console.out().print(text(approval));
        }
      }
      return ExitCode.OK;
    } catch (ApprovalException e) {
      throw CommandFailure.failure(Visible.of(String.valueOf(e.getMessage())));
    }
  }

  @Command(name = "show", description = "Show one action that waits for a person.")
  int show(
      @Mixin PolicyOption policy,
      @Mixin LogOption log,
      @Parameters(paramLabel = "ID") String id,
      @Option(names = "--json", description = "Answer in JSON.") boolean json)
      throws CommandFailure {
    try {
      for (var approval : Approvals.pendingIn(log.path(console), console.clock())) {
        if (approval.id().equals(id)) {
          console.out().print(json ? Json.write(json(approval)) + "\n" : text(approval));
          return ExitCode.OK;
        }
      }
      throw CommandFailure.failure("nothing waits for approval under `" + Visible.of(id) + "`");
    } catch (ApprovalException e) {
      throw CommandFailure.failure(Visible.of(String.valueOf(e.getMessage())));
    }
  }

  @Command(name = "approve", description = "Agree to one action, once, until it expires.")
  int approve(
      @Mixin PolicyOption policy,
      @Mixin LogOption log,
      @Parameters(paramLabel = "ID") String id,
      @Option(names = "--by", paramLabel = "NAME", description = "Who agrees; else the user.")
          @Nullable String by,
      @Option(names = "--reason", paramLabel = "TEXT", defaultValue = "", description = "Why.")
          String reason)
      throws CommandFailure {
    try (var canopy = open(policy, log)) {
      canopy.approvals().approve(id, who(by), reason);
      console.out().println("approved " + Visible.of(id));
      return ExitCode.OK;
    } catch (ApprovalException e) {
      throw CommandFailure.failure(Visible.of(String.valueOf(e.getMessage())));
    }
  }

  @Command(name = "refuse", description = "Refuse one action for good.")
  int refuse(
      @Mixin PolicyOption policy,
      @Mixin LogOption log,
      @Parameters(paramLabel = "ID") String id,
      @Option(names = "--by", paramLabel = "NAME", description = "Who refuses; else the user.")
          @Nullable String by,
      @Option(names = "--reason", paramLabel = "TEXT", defaultValue = "", description = "Why.")
          String reason)
      throws CommandFailure {
    try (var canopy = open(policy, log)) {
      canopy.approvals().refuse(id, who(by), reason);
      console.out().println("refused " + Visible.of(id));
      return ExitCode.OK;
    } catch (ApprovalException e) {
      throw CommandFailure.failure(Visible.of(String.valueOf(e.getMessage())));
    }
  }

  private Canopy open(PolicyOption policy, LogOption log) throws CommandFailure {
    return policy.canopy(console).auditLog(log.path(console)).build();
  }

  private static String who(@Nullable String by) {
    return by != null ? by : System.getProperty("user.name", "");
  }

  private static String text(PendingApproval approval) {
    return Visible.of(approval.id())
        + "  "
        + Visible.of(approval.actionType())
        + ": "
        + Visible.of(String.join(", ", approval.effects()))
        + "\n  why      "
        + Visible.of(approval.reason())
        + "\n  agent    "
        + Visible.of(approval.avid())
        + payload(approval)
        + "\n  until    "
        + approval.expiresAt()
        + "\n";
  }

  /** What was asked, as far as it is kept; else its digest, for who has the payload. */
  private static String payload(PendingApproval approval) {
    var out = new StringBuilder();
    for (var i = 0; i < approval.disclosed().size(); i++) {
      var value = approval.disclosed().valueAt(i);
      out.append("\n  ").append(Visible.of(approval.disclosed().nameAt(i))).append("  ");
      out.append(Visible.of(value instanceof JsonString s ? s.value() : Json.write(value)));
    }
    var digest = approval.payloadDigest();
    return out.append("\n  payload  ")
        .append(digest.isEmpty() ? "erased: it cannot be approved any more" : Visible.of(digest))
        .toString();
  }

  private static JsonObject json(PendingApproval approval) {
    return JsonObject.builder()
        .put("id", approval.id())
        .put("avid", approval.avid())
        .put("action_type", approval.actionType())
        .put("reason", approval.reason())
        .put("effects", VerdictJson.strings(approval.effects()))
        .put("payload_digest", approval.payloadDigest())
        .put("disclosed", approval.disclosed())
        .put("expires_at", approval.expiresAt().toString())
        .build();
  }
}
