package dev.canopy.cli;

import dev.canopy.gateway.ApiKey;
import dev.canopy.gateway.ApiKeys;
import dev.canopy.gateway.GatewayException;
import dev.canopy.gateway.Role;
import dev.canopy.json.Json;
import dev.canopy.json.JsonArray;
import dev.canopy.json.JsonObject;
import dev.canopy.json.JsonValue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code canopy keys}: who may call the gateway. */
@Command(name = "keys", description = "Make, list and revoke the API keys of the gateway.")
final class KeysCommand implements Runnable {
  private static final int MAX_DAYS = 3660;

  private final Console console;

  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli before anything runs
  private CommandSpec spec;

  KeysCommand(Console console) {
    this.console = console;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "what is to be done? add, list or revoke");
  }

  @Command(name = "add", description = "Make a key and show it, this once.")
  int add(
      @Mixin KeysOption keys,
      @Parameters(paramLabel = "NAME", description = "Whose key it is.") String name,
      @Option(
              names = "--role",
              paramLabel = "ROLE",
              defaultValue = "agent",
              description = "What its holder may do: agent, approver, auditor or admin.")
          String role,
      @Option(names = "--days", paramLabel = "N", description = "For how long; else for good.")
          @Nullable Integer days,
      @Mixin FactOption facts,
      @Option(
              names = "--trust",
              paramLabel = "NAME",
              split = ",",
              description = "Members of agent_ctx that are believed when its holder says them.")
          @Nullable List<String> trusts)
      throws CommandFailure {
    var wanted =
        Role.of(role)
            .orElseThrow(
                () ->
                    CommandFailure.usage(
                        "--role is agent, approver, auditor or admin, and not `"
                            + Visible.of(role)
                            + "`"));
    if (days != null && (days < 1 || days > MAX_DAYS)) {
      throw CommandFailure.usage("--days is from 1 to " + MAX_DAYS);
    }
    try {
      var created =
          new ApiKeys(keys.path(console), console.clock())
              .add(
                  name,
                  wanted,
                  days == null ? null : Duration.ofDays(days),
                  facts.facts(),
                  trusts == null ? List.of() : trusts);
      // The key alone on standard output, so that it can be piped to where it is kept.
      console
          .err()
          .println(
              "made "
                  + created.key().id()
                  + " for "
                  + Visible.of(name)
                  + " ("
                  + wanted.wireName()
                  + "); the key is shown this once");
      console.out().println(created.secret());
      return ExitCode.OK;
    } catch (GatewayException e) {
      throw CommandFailure.failure(Visible.of(String.valueOf(e.getMessage())));
    }
  }

  @Command(name = "list", description = "List the keys, oldest first; not the keys themselves.")
  int list(
      @Mixin KeysOption keys,
      @Option(names = "--json", description = "Answer in JSON.") boolean json)
      throws CommandFailure {
    try {
      var all = new ApiKeys(keys.path(console), console.clock()).list();
      if (json) {
        var items = new ArrayList<JsonValue>();
        all.forEach(key -> items.add(json(key)));
        console.out().println(Json.write(new JsonArray(items)));
      } else if (all.isEmpty()) {
        console.out().println("there are no keys");
      } else {
        for (var key : all) {
          console
              .out()
              .println(
                  Visible.of(key.id())
                      + "  "
                      + key.role().wireName()
                      + "  "
                      + Visible.of(key.name())
                      + (key.expiresAt() == null ? "" : "  until " + key.expiresAt()));
        }
      }
      return ExitCode.OK;
    } catch (GatewayException e) {
      throw CommandFailure.failure(Visible.of(String.valueOf(e.getMessage())));
    }
  }

  @Command(name = "revoke", description = "Make a key worthless, also for gateways that run.")
  int revoke(
      @Mixin KeysOption keys,
      @Parameters(paramLabel = "KEY", description = "The key's id or name.") String key)
      throws CommandFailure {
    try {
      var revoked = new ApiKeys(keys.path(console), console.clock()).revoke(key);
      console.out().println("revoked " + Visible.of(revoked.id()));
      return ExitCode.OK;
    } catch (GatewayException e) {
      throw CommandFailure.failure(Visible.of(String.valueOf(e.getMessage())));
    }
  }

  private static JsonObject json(ApiKey key) {
    var out =
        JsonObject.builder()
            .put("id", key.id())
            .put("name", key.name())
            .put("role", key.role().wireName())
            .put("created_at", key.createdAt().toString());
    if (key.expiresAt() != null) {
      out.put("expires_at", key.expiresAt().toString());
    }
    return out.put("facts", key.facts()).put("trusts", VerdictJson.strings(key.trusts())).build();
  }
}
