package dev.canopy.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class JsonReadingTest {
  static Stream<Arguments> cases() throws Exception {
    return Testdata.text("json/reading.jsonl")
        .lines()
        .map(
            line -> {
              try {
                var json = (JsonObject) Json.parse(line);
                return Arguments.of(json.string("name").orElseThrow(), json);
              } catch (JsonException e) {
                throw new AssertionError(line, e);
              }
            });
  }

  @Test
  void parse_bothZerosAreOne() throws Exception {
    assertThat(Json.parse("-0.0")).isEqualTo(Json.parse("0")).isNotEqualTo(Json.parse("-0.1"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void parse_asTestdataSays(String name, JsonObject json) throws Exception {
    var bytes =
        json.string("text").isPresent()
            ? json.string("text").get().getBytes(StandardCharsets.UTF_8)
            : HexFormat.of().parseHex(json.string("hex").orElseThrow());
    var canonical = json.string("canonical");
    if (canonical.isPresent()) {
      var value = Json.parse(bytes);
      assertThat(new String(Json.canonical(value), StandardCharsets.UTF_8))
          .isEqualTo(canonical.get());
      assertThat(Json.parse(Json.write(value))).isEqualTo(value);
    } else {
      assertThatThrownBy(() -> Json.parse(bytes))
          .isInstanceOf(JsonException.class)
          .hasMessageContaining(json.string("refused").orElseThrow());
    }
  }

  @Test
  void parse_depthLimit() throws Exception {
    var limits = new JsonLimits(1000, 5);
    assertThat(Json.parse(bytes("[[[[1]]]]"), limits)).isInstanceOf(JsonArray.class);
    assertThatThrownBy(() -> Json.parse(bytes("[[[[[1]]]]]"), limits))
        .isInstanceOf(JsonException.class)
        .hasMessageContaining("deeper");
    var endless = "[".repeat(1 << 19);
    assertThatThrownBy(() -> Json.parse(endless)).isInstanceOf(JsonException.class);
  }

  @Test
  void parse_sizeLimit() throws Exception {
    var limits = new JsonLimits(5, 5);
    assertThat(Json.parse(bytes("\"abc\""), limits)).isEqualTo(new JsonString("abc"));
    assertThatThrownBy(() -> Json.parse(bytes("\"abcd\""), limits))
        .isInstanceOf(JsonException.class)
        .hasMessageContaining("at most 5");
  }

  @Test
  void parse_saysWhere() {
    assertThatThrownBy(() -> Json.parse("{\"a\": 1,\n \"b\": x}"))
        .isInstanceOfSatisfying(
            JsonException.class,
            e -> {
              assertThat(e.line()).isEqualTo(2);
              assertThat(e.column()).isBetween(6, 8);
            });
  }

  @Test
  void parse_randomBytesNeverThrowsUnchecked() {
    var random = new Random(1);
    var alphabet = bytes("{}[]\",:\\u0019eE+-.truefalsnl \n\r\u00e9\u0001");
    for (var i = 0; i < 20_000; i++) {
      var input = new byte[random.nextInt(24)];
      for (var j = 0; j < input.length; j++) {
        input[j] =
            random.nextInt(20) == 0
                ? (byte) random.nextInt(256)
                : alphabet[random.nextInt(alphabet.length)];
      }
      try {
        var value = Json.parse(input);
        assertThat(Json.parse(Json.write(value))).isEqualTo(value);
      } catch (JsonException expected) {
        assertThat(expected.getMessage()).isNotBlank();
      }
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
