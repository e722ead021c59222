package dev.canopy.gateway;

import dev.canopy.Canopy;
import dev.canopy.json.Json;
import dev.canopy.json.JsonException;
import dev.canopy.json.JsonObject;
import dev.canopy.policy.Policy;
import dev.canopy.policy.PolicyException;
import dev.canopy.policy.PolicySource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** A gateway on a free port of loopback, with a log of its own. */
final class TestGateway implements AutoCloseable {
  static final Policy POLICY =
      policy(
          """
          defaults: {"*": DENY}
          rules:
            - id: go
              action_type: read_file
              decision: ALLOW
            - id: ask
              action_type: modify_file
              decision: REQUIRE_APPROVAL
              reason: a person looks at changes
            - id: staging
              action_type: deploy
              decision: ALLOW
              when: {agent_ctx.env: {equals: staging}}
            - id: locked
              action_type: read_file
              decision: DENY
              reason: locked down
              when: {agent_ctx.mode: {equals: locked}}
          """);

  final Path log;
  final Canopy canopy;
  final Gateway gateway;

  TestGateway(Path directory) {
    this(directory, options -> {});
  }

  TestGateway(Path directory, Consumer<GatewayOptions> configure) {
    log = directory.resolve("audit.log");
    canopy = Canopy.builder().policy(POLICY).auditLog(log).build();
    var options = new GatewayOptions().port(0);
    configure.accept(options);
    try {
      gateway = Gateway.start(canopy, options);
    } catch (GatewayException e) {
      canopy.close();
      throw new IllegalStateException(e);
    }
  }

  static Policy policy(String text) {
    try {
      return Policy.load(new PolicySource("test.yaml", text));
    } catch (PolicyException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Makes a key and gives the header that shows it. */
  static String key(Path file, String name, Role role) {
    try {
      var keys = new ApiKeys(file, InstantSource.system());
      return "Authorization: Bearer "
          + keys.add(name, role, null, JsonObject.EMPTY, List.of()).secret();
    } catch (GatewayException e) {
      throw new IllegalStateException(e);
    }
  }

  int port() {
    return gateway.port();
  }

  Wire.Answer ask(String request) {
    return Wire.ask(port(), request);
  }

  /** Asks whether an action may be done. */
  Wire.Answer authorize(String json, String... headers) {
    return ask(Wire.post("/authorize_action", json, headers));
  }

  /** The decisions in the log, in their order. */
  List<JsonObject> decisions() {
    return decisions(log);
  }

  static List<JsonObject> decisions(Path log) {
    try {
      var decisions = new ArrayList<JsonObject>();
      for (var line : Files.readAllLines(log)) {
        if (Json.parse(line) instanceof JsonObject entry && entry.get("decision") != null) {
          decisions.add(entry);
        }
      }
      return decisions;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (JsonException e) {
      throw new IllegalStateException(e);
    }
  }

  static Path repository() {
    var named = System.getProperty("canopy.root");
    if (named != null) {
      return Path.of(named);
    }
    for (var dir = Path.of("").toAbsolutePath(); dir != null; dir = dir.getParent()) {
      if (Files.isDirectory(dir.resolve("testdata"))) {
        return dir;
      }
    }
    throw new IllegalStateException("no folder above has testdata");
  }

  @Override
  public void close() {
    gateway.close();
    canopy.close();
  }
}
