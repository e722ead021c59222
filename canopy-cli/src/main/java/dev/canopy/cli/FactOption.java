package dev.canopy.cli;

import dev.canopy.json.Json;
import dev.canopy.json.JsonException;
import dev.canopy.json.JsonObject;
import dev.canopy.json.JsonString;
import dev.canopy.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** {@code --fact}: what is so, whatever a caller says of itself. */
final class FactOption {
  @Option(
      names = "--fact",
      paramLabel = "NAME=VALUE",
      description =
          "What is so, as a member of agent_ctx: env=production, safe_paths=[\"/srv/work/\"].")
  private final List<String> given = new ArrayList<>();

  /** The facts. A value that is no JSON is a text. */
  JsonObject facts() throws CommandFailure {
    var facts = JsonObject.builder();
    for (var fact : given) {
      var equals = fact.indexOf('=');
      if (equals < 1) {
        throw CommandFailure.usage("--fact wants NAME=VALUE, and found `" + Visible.of(fact) + "`");
      }
      try {
        facts.put(fact.substring(0, equals), value(fact.substring(equals + 1)));
      } catch (IllegalArgumentException e) {
        throw CommandFailure.usage("--fact `" + Visible.of(fact) + "`: " + e.getMessage());
      }
    }
    return facts.build();
  }

  private static JsonValue value(String text) {
    try {
      return Json.parse(text);
    } catch (JsonException e) {
      return new JsonString(text);
    }
  }
}
