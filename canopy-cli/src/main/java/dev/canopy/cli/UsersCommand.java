package dev.canopy.cli;

import dev.canopy.gateway.GatewayException;
import dev.canopy.gateway.Role;
import dev.canopy.gateway.Users;
import dev.canopy.json.Json;
import dev.canopy.json.JsonArray;
import dev.canopy.json.JsonObject;
import dev.canopy.json.JsonValue;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code canopy users}: who may log in to the gateway. */
@Command(name = "users", description = "Add, list and remove the people who log in to the gateway.")
final class UsersCommand implements Runnable {
  /** Longer than any password: what is longer is refused as one. */
  private static final int MAX_BYTES = 4096;

  private final Console console;

  @Spec
  @SuppressWarnings("NullAway.Init") // set by picocli before anything runs
  private CommandSpec spec;

  UsersCommand(Console console) {
    this.console = console;
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "what is to be done? add, list, remove or passwd");
  }

  @Command(name = "add", description = "Add a person; the password is asked for, or read.")
  int add(
      @Mixin UsersOption users,
      @Parameters(paramLabel = "NAME", description = "What the person logs in with.") String name,
      @Option(
              names = "--role",
              paramLabel = "ROLE",
              defaultValue = "approver",
              description = "What the person may do: agent, approver, auditor or admin.")
          String role,
      @Option(
              names = "--password-stdin",
              description = "Read the password from standard input: its first line.")
          boolean fromStandardInput)
      throws CommandFailure {
    var wanted =
        Role.of(role)
            .orElseThrow(
                () ->
                    CommandFailure.usage(
                        "--role is agent, approver, auditor or admin, and not `"
                            + Visible.of(role)
                            + "`"));
    return change(
        () -> {
          of(users).add(name, wanted, password(fromStandardInput));
          return "added " + name + " (" + wanted.wireName() + ")";
        });
  }

  @Command(name = "list", description = "List the people; not their passwords.")
  int list(
      @Mixin UsersOption users,
      @Option(names = "--json", description = "Answer in JSON.") boolean json)
      throws CommandFailure {
    try {
      var all = of(users).list();
      if (json) {
        var items = new ArrayList<JsonValue>();
        for (var user : all) {
          items.add(
              JsonObject.builder()
                  .put("name", user.name())
                  .put("role", user.role().wireName())
                  .put("changed_at", user.changedAt().toString())
                  .build());
        }
        console.out().println(Json.write(new JsonArray(items)));
      } else if (all.isEmpty()) {
        console.out().println("there are no users");
      } else {
        all.forEach(
            user -> console.out().println(Visible.of(user.name()) + "  " + user.role().wireName()));
      }
      return ExitCode.OK;
    } catch (GatewayException e) {
      throw failure(e);
    }
  }

  @Command(name = "remove", description = "Remove a person; their sessions end within a second.")
  int remove(
      @Mixin UsersOption users,
      @Parameters(paramLabel = "NAME", description = "The person's name.") String name)
      throws CommandFailure {
    return change(
        () -> {
          of(users).remove(name);
          return "removed " + name;
        });
  }

  @Command(name = "passwd", description = "Give a person another password.")
  int passwd(
      @Mixin UsersOption users,
      @Parameters(paramLabel = "NAME", description = "The person's name.") String name,
      @Option(
              names = "--password-stdin",
              description = "Read the password from standard input: its first line.")
          boolean fromStandardInput)
      throws CommandFailure {
    return change(
        () -> {
          of(users).changePassword(name, password(fromStandardInput));
          return "changed the password of " + name;
        });
  }

  /** What changes the users, and says what it has done. */
  private interface Change {
    String run() throws GatewayException, CommandFailure;
  }

  private int change(Change change) throws CommandFailure {
    try {
      console.out().println(Visible.of(change.run()));
      return ExitCode.OK;
    } catch (GatewayException e) {
      throw failure(e);
    }
  }

  private Users of(UsersOption users) {
    return new Users(users.path(console), console.clock());
  }

  private static CommandFailure failure(GatewayException e) {
    return CommandFailure.failure(Visible.of(String.valueOf(e.getMessage())));
  }

  private String password(boolean fromStandardInput) throws CommandFailure {
    return fromStandardInput ? firstLine() : typed();
  }

  /** Typed twice, without being shown. */
  @SuppressWarnings("SystemConsoleNull") // it is null on Java 17 where nobody sits
  private static String typed() throws CommandFailure {
    var terminal = System.console();
    if (terminal == null) {
      throw CommandFailure.usage("there is no terminal to ask for the password: --password-stdin");
    }
    var first = terminal.readPassword("password (12 characters or more): ");
    var second = terminal.readPassword("once more: ");
    if (first == null || second == null || !Arrays.equals(first, second)) {
      throw CommandFailure.failure("the two are not the same");
    }
    return new String(first);
  }

  private String firstLine() throws CommandFailure {
    try {
      // Byte by byte: readNBytes of a FileInputStream wants to seek, which a pipe cannot.
      var bytes = new byte[MAX_BYTES];
      var end = 0;
      var in = console.in();
      for (var b = in.read(); b >= 0 && b != '\n' && end < MAX_BYTES; b = in.read()) {
        bytes[end++] = (byte) b;
      }
      var line = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, 0, end));
      return line.toString();
    } catch (CharacterCodingException e) {
      throw CommandFailure.failure("the password on standard input is not UTF-8");
    } catch (IOException e) {
      throw CommandFailure.failure("cannot read a password from standard input");
    }
  }
}
