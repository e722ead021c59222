package dev.canopy.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.canopy.json.Json;
import dev.canopy.json.JsonArray;
import dev.canopy.json.JsonBoolean;
import dev.canopy.json.JsonNull;
import dev.canopy.json.JsonNumber;
import dev.canopy.json.JsonObject;
import dev.canopy.json.JsonString;
import dev.canopy.json.JsonValue;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Bodies made from the schemas of the description, most of them wrong somewhere, to every route.
 */
@NullUnmarked // what is not there fails the test
final class OpenApiFuzzTest {
  private static final int BODIES = Boolean.getBoolean("canopy.long") ? 20_000 : 60;
  private static final List<String> TEXTS =
      List.of("", "a", "read_file", "modify_file", "/a", "\u0000", "\ud83d\ude00", "<b>", "0");

  @TempDir Path directory;
  private final Random random = new Random(11);

  @Test
  void everyRoute_answersWithAStatusThatIsDescribed() throws Exception {
    var document = (JsonObject) Json.parse(ServiceEndpoints.resource("openapi.json"));
    var schemas = (JsonObject) ((JsonObject) document.get("components")).get("schemas");
    try (var gateway =
        new TestGateway(directory, options -> options.usersFile(directory.resolve("users.json")))) {
      var faults = new ArrayList<String>();
      for (var route : gateway.gateway.routes(gateway.canopy)) {
        if (route.endpoint() instanceof Page) {
          continue;
        }
        var operations = (JsonObject) ((JsonObject) document.get("paths")).get(route.path());
        var operation = (JsonObject) operations.get(route.method().toLowerCase(Locale.ROOT));
        var described = ((JsonObject) operation.get("responses")).names();
        var path = route.path().replace("{id}", "0".repeat(64));
        for (var i = 0; i < (route.hasBody() ? BODIES : 1); i++) {
          var body = route.hasBody() ? Json.write(body(operation, schemas)) : "";
          var answer = gateway.ask(route.hasBody() ? Wire.post(path, body) : Wire.get(path));
          if (answer.status() >= 500 || !described.contains(Integer.toString(answer.status()))) {
            faults.add(route.path() + " " + answer.status() + " " + body);
          }
        }
      }
      assertThat(String.join("\n", faults)).isEmpty();
    }
  }

  private JsonValue body(JsonObject operation, JsonObject schemas) {
    var content = (JsonObject) ((JsonObject) operation.get("requestBody")).get("content");
    var schema = (JsonObject) ((JsonObject) content.get("application/json")).get("schema");
    return value(schema, schemas, 0);
  }

  /** A value of the schema, or with some chance any other. */
  private JsonValue value(JsonObject given, JsonObject schemas, int depth) {
    if (random.nextInt(10) == 0 || depth > 6) {
      return any(depth);
    }
    var schema =
        given.get("$ref") instanceof JsonString ref
            ? (JsonObject) schemas.get(ref.value().substring(ref.value().lastIndexOf('/') + 1))
            : given;
    if (schema.get("properties") instanceof JsonObject properties) {
      var out = JsonObject.builder();
      for (var name : properties.names()) {
        if (random.nextInt(5) > 0) {
          out.put(name, value((JsonObject) properties.get(name), schemas, depth + 1));
        }
      }
      return random.nextInt(10) == 0 ? out.put("unknown", any(depth)).build() : out.build();
    }
    if (schema.get("items") instanceof JsonObject items) {
      var out = new ArrayList<JsonValue>();
      for (var i = random.nextInt(3); i >= 0; i--) {
        out.add(value(items, schemas, depth + 1));
      }
      return new JsonArray(out);
    }
    return schema.get("type") instanceof JsonString type && type.value().equals("string")
        ? new JsonString(TEXTS.get(random.nextInt(TEXTS.size())))
        : any(depth);
  }

  private JsonValue any(int depth) {
    return switch (random.nextInt(depth > 6 ? 4 : 6)) {
      case 0 -> JsonNull.NULL;
      case 1 -> JsonBoolean.of(random.nextBoolean());
      case 2 -> JsonNumber.of(random.nextInt());
      case 3 -> new JsonString(TEXTS.get(random.nextInt(TEXTS.size())));
      case 4 -> new JsonArray(List.of(any(depth + 1)));
      default -> JsonObject.builder().put("path", any(depth + 1)).build();
    };
  }
}
