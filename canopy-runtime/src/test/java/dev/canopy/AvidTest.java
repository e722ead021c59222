package dev.canopy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.canopy.json.JsonArray;
import dev.canopy.json.JsonBoolean;
import dev.canopy.json.JsonObject;
import java.util.HashSet;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class AvidTest {
  @TestFactory
  Stream<DynamicTest> dependsOnWhoTheAgentIs() {
    return Testdata.rows("lineage/identity.jsonl").stream()
        .map(row -> DynamicTest.dynamicTest(row.string("id").orElseThrow(), () -> compares(row)));
  }

  private static void compares(JsonObject row) {
    var contexts = ((JsonArray) Objects.requireNonNull(row.get("contexts"))).items();
    var avids = new HashSet<String>();
    for (var context : contexts) {
      avids.add(Avid.of((JsonObject) context));
    }
    assertThat(avids).allMatch(Avid::isWellFormed);
    assertThat(avids).hasSize(row.get("same") == JsonBoolean.TRUE ? 1 : contexts.size());
  }

  @Test
  void ofOrder_doesNotMatter() {
    var one = JsonObject.builder().put("public_key", "k").put("created_at", "t").build();
    var two = JsonObject.builder().put("created_at", "t").put("public_key", "k").build();
    assertThat(Avid.of(one)).isEqualTo(Avid.of(two));
  }

  /** The ids are in people's logs: they stay what they are. */
  @Test
  void of_isStableAcrossVersions() {
    assertThat(Avid.ANONYMOUS)
        .isEqualTo("AVID-f0c9b08c8237d1db6fd909fab54e6697add2c97b3a43504b912c7228ec1b9930");
    assertThat(Avid.of(JsonObject.builder().put("public_key", "pk-test").build()))
        .isEqualTo("AVID-9a6915d9559c995505eb0a22ca6aa173a30976aff429556164a89d6e3dcad4ac");
  }

  @Test
  void anonymous_isDerivedFromNothing() {
    assertThat(Avid.ANONYMOUS).isEqualTo(Avid.derive(JsonObject.EMPTY));
  }
}
