package dev.canopy.effects;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class SecretValuesTest {

  @TestFactory
  Stream<DynamicTest> texts() {
    return Cases.read("secrets.jsonl").stream()
        .map(
            c -> {
              var text = c.string("text").orElseThrow();
              return DynamicTest.dynamicTest(
                  text,
                  () -> {
                    var found =
                        SecretValues.find(text).stream()
                            .map(f -> f.kind() + ":" + text.substring(f.start(), f.end()))
                            .toList();
                    assertThat(found).isEqualTo(Cases.texts(c, "found"));
                    assertThat(SecretValues.holds(text)).isEqualTo(!found.isEmpty());
                  });
            });
  }
}
