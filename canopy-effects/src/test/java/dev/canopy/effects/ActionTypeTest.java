package dev.canopy.effects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.canopy.json.JsonBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class ActionTypeTest {

  @TestFactory
  Stream<DynamicTest> types() {
    return Cases.read("types.jsonl").stream()
        .map(
            c -> {
              var given = c.string("given").orElseThrow();
              return DynamicTest.dynamicTest(
                  "`" + given + "`",
                  () -> {
                    if (JsonBoolean.of(true).equals(c.get("bad"))) {
                      assertThatThrownBy(() -> ActionType.of(given))
                          .isInstanceOf(IllegalArgumentException.class);
                    } else {
                      var type = ActionType.of(given);
                      assertThat(type.name()).isEqualTo(c.string("name").orElseThrow());
                      assertThat(type.given()).isEqualTo(given);
                    }
                  });
            });
  }

  @Test
  void of_loneSurrogateOrTooLong_isRefused() {
    assertThatThrownBy(() -> ActionType.of("a\ud800b"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ActionType.of("a\udc00")).isInstanceOf(IllegalArgumentException.class);
    assertThat(ActionType.of("x".repeat(ActionType.MAX_LENGTH)).name()).hasSize(256);
    assertThatThrownBy(() -> ActionType.of("x".repeat(ActionType.MAX_LENGTH + 1)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
