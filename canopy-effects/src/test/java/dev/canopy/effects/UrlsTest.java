package dev.canopy.effects;

import static org.assertj.core.api.Assertions.assertThat;

import dev.canopy.json.JsonBoolean;
import dev.canopy.json.JsonNumber;
import dev.canopy.json.JsonObject;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class UrlsTest {

  @TestFactory
  Stream<DynamicTest> urls() {
    return Cases.read("urls.jsonl").stream()
        .map(
            c ->
                DynamicTest.dynamicTest(
                    "`" + c.string("given").orElseThrow() + "`", () -> check(c)));
  }

  private static void check(JsonObject c) {
    var reading = Urls.of(c.string("given").orElseThrow());
    var hosts = Cases.texts(c, "hosts");
    assertThat(reading.hosts().stream().map(h -> h.host().text()).toList())
        .as("hosts")
        .isEqualTo(hosts);
    assertThat(reading.scheme()).as("scheme").isEqualTo(c.string("scheme").orElseThrow());
    assertThat(reading.place().name()).as("place").isEqualTo(c.string("place").orElseThrow());
    assertThat(reading.doubt() != null)
        .as("doubt: %s", reading.doubt())
        .isEqualTo(JsonBoolean.of(true).equals(c.get("doubt")));
    assertThat(reading.file()).as("file").isEqualTo(c.string("file").orElse(null));
    assertThat(reading.password())
        .as("password")
        .isEqualTo(JsonBoolean.of(true).equals(c.get("password")));
    var port = c.get("port") instanceof JsonNumber n ? (int) n.value() : 0;
    assertThat(reading.port()).as("port").isEqualTo(port);
  }
}
