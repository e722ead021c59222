package dev.canopy.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.canopy.json.Json;
import dev.canopy.json.JsonArray;
import dev.canopy.json.JsonObject;
import dev.canopy.json.JsonString;
import dev.canopy.json.JsonValue;
import java.nio.file.Path;
import java.util.Locale;
import java.util.TreeSet;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The description of the interface is that of the code. */
@NullUnmarked // what is not there fails the test
final class OpenApiTest {
  @TempDir Path directory;

  private TestGateway gateway() {
    return new TestGateway(
        directory, options -> options.usersFile(directory.resolve("users.json")));
  }

  private static JsonObject description() throws Exception {
    return (JsonObject) Json.parse(ServiceEndpoints.resource("openapi.json"));
  }

  @Test
  void paths_areTheRoutes() throws Exception {
    try (var gateway = gateway()) {
      var wanted = new TreeSet<String>();
      for (var route : gateway.gateway.routes(gateway.canopy)) {
        if (!(route.endpoint() instanceof Page)) { // for people, not for programs
          wanted.add(route.method() + " " + route.path());
        }
      }
      var found = new TreeSet<String>();
      var paths = (JsonObject) description().get("paths");
      for (var path : paths.names()) {
        for (var method : ((JsonObject) paths.get(path)).names()) {
          found.add(method.toUpperCase(Locale.ROOT) + " " + path);
        }
      }
      assertThat(found).isEqualTo(wanted);
    }
  }

  @Test
  void security_isThatOfTheRoutes() throws Exception {
    try (var gateway = gateway()) {
      for (var route : gateway.gateway.routes(gateway.canopy)) {
        if (route.endpoint() instanceof Page) {
          continue;
        }
        var operation = operation(route);
        assertThat(operation.get("security") != null).isEqualTo(route.roles().isEmpty());
        assertThat(operation.get("requestBody") != null)
            .as(route.path())
            .isEqualTo(route.hasBody());
      }
    }
  }

  @Test
  void action_hasTheMembersThatAreRead() throws Exception {
    var schemas = (JsonObject) ((JsonObject) description().get("components")).get("schemas");
    var action = (JsonObject) ((JsonObject) schemas.get("Action")).get("properties");

    assertThat(action.names()).isEqualTo(AuthorizeEndpoint.MEMBERS);
  }

  @Test
  void references_leadSomewhere() throws Exception {
    requireReferences(description(), description());
  }

  private static void requireReferences(JsonValue value, JsonObject root) {
    if (value instanceof JsonObject object) {
      if (object.get("$ref") instanceof JsonString reference) {
        JsonValue at = root;
        for (var name : reference.value().substring(2).split("/", -1)) {
          at = ((JsonObject) at).get(name);
          assertThat(at).as(reference.value()).isNotNull();
        }
      }
      for (var name : object.names()) {
        requireReferences(object.get(name), root);
      }
    } else if (value instanceof JsonArray array) {
      array.items().forEach(item -> requireReferences(item, root));
    }
  }

  private static JsonObject operation(Route route) throws Exception {
    var paths = (JsonObject) description().get("paths");
    return (JsonObject)
        ((JsonObject) paths.get(route.path())).get(route.method().toLowerCase(Locale.ROOT));
  }
}
