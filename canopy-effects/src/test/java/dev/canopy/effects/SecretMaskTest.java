package dev.canopy.effects;

import static org.assertj.core.api.Assertions.assertThat;

import dev.canopy.json.Json;
import dev.canopy.json.JsonString;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class SecretMaskTest {

  @TestFactory
  Stream<DynamicTest> masks() {
    return Cases.read("secret-masks.jsonl").stream()
        .map(
            c -> {
              var given = Objects.requireNonNull(c.get("given"));
              var wanted = Objects.requireNonNull(c.get("masked"));
              return DynamicTest.dynamicTest(
                  Json.write(given),
                  () -> {
                    var masked = SecretMask.value(given);
                    assertThat(Json.write(masked)).isEqualTo(Json.write(wanted));
                    if (wanted.equals(given)) {
                      assertThat(masked).isSameAs(given);
                    }
                    assertThat(SecretMask.value(masked)).isEqualTo(masked);
                  });
            });
  }

  /** Whatever the finder of credentials finds is masked, and nothing else in the text changes. */
  @Test
  void everythingThatIsFound_isMasked() {
    for (var c : Cases.read("secrets.jsonl")) {
      var text = c.string("text").orElseThrow();
      var masked = SecretMask.text(text);
      for (var found : SecretValues.find(text)) {
        assertThat(masked).doesNotContain(text.substring(found.start(), found.end()));
      }
      assertThat(SecretValues.find(masked)).isEmpty();
    }
  }

  @Test
  void hostileText_takesLinearTime() {
    for (var piece :
        new String[] {
          "password=your", "password=(", "-p ", "bearer ", "-u a:", "--password ", "k=="
        }) {
      assertThat(SecretMask.text(piece.repeat(200_000)).length()).isPositive();
    }
  }

  @Test
  void deepValues_areMaskedWhole() {
    var text = "[".repeat(60) + "\"x\"" + "]".repeat(60);
    try {
      assertThat(Json.write(SecretMask.value(Json.parse(text)))).contains("masked:too_deep");
    } catch (dev.canopy.json.JsonException e) {
      throw new AssertionError(e);
    }
    assertThat(SecretMask.value(new JsonString("x"))).isEqualTo(new JsonString("x"));
  }
}
