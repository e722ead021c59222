package dev.canopy.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class JsonWritingTest {
  @Test
  void number_asTestdataSays() throws Exception {
    for (var line : Testdata.text("json/numbers.txt").lines().toList()) {
      if (line.startsWith("#")) {
        continue;
      }
      var bits = Long.parseUnsignedLong(line.substring(0, 16), 16);
      var number = new JsonNumber(Double.longBitsToDouble(bits));
      assertThat(canonical(number)).as(line).isEqualTo(line.substring(17));
    }
  }

  @Test
  void number_asTheNaiveTwinWritesIt() {
    var random = new Random(2);
    for (var i = 0; i < 4_000; i++) {
      var value =
          switch (i % 4) {
            case 0 -> Double.longBitsToDouble(random.nextLong());
            case 1 -> random.nextInt(1_000_000) / 1000.0;
            case 2 -> random.nextGaussian() * Math.pow(10, random.nextInt(50) - 25);
            default -> random.nextLong() * 0.5;
          };
      if (Double.isNaN(value) || Double.isInfinite(value)) {
        continue;
      }
      assertThat(canonical(new JsonNumber(value))).isEqualTo(naive(value));
    }
  }

  @Test
  void number_neighboursOfPowersOfTen() {
    for (var e = -323; e <= 308; e++) {
      var value = Double.parseDouble("1e" + e);
      for (var v : new double[] {Math.nextDown(value), value, Math.nextUp(value)}) {
        if (v != 0) {
          assertThat(canonical(new JsonNumber(v))).isEqualTo(naive(v));
          assertThat(Double.parseDouble(canonical(new JsonNumber(v)))).isEqualTo(v);
        }
      }
    }
  }

  /** ECMA-262's words, step by step, with the digits found by counting up their number. */
  private static String naive(double value) {
    if (value == 0) {
      return "0";
    }
    if (value < 0) {
      return "-" + naive(-value);
    }
    for (var k = 1; k <= 17; k++) {
      BigDecimal best = null;
      for (var mode : List.of(RoundingMode.DOWN, RoundingMode.UP)) {
        var s = new BigDecimal(value).round(new MathContext(k, mode));
        var distance = s.subtract(new BigDecimal(value)).abs();
        if (s.doubleValue() == value
            && (best == null
                || distance.compareTo(best.subtract(new BigDecimal(value)).abs()) < 0)) {
          best = s;
        }
      }
      if (best == null) {
        continue;
      }
      var plain = best.stripTrailingZeros();
      var digits = plain.unscaledValue().toString();
      var n = plain.precision() - plain.scale();
      if (n > 21 || n <= -6) {
        var mantissa = digits.length() == 1 ? digits : digits.charAt(0) + "." + digits.substring(1);
        return mantissa + (n > 0 ? "e+" : "e-") + Math.abs(n - 1);
      }
      return plain.toPlainString();
    }
    throw new AssertionError();
  }

  @Test
  void write_integersBeyondTheExactRange_readBack() throws Exception {
    for (var value : new double[] {9007199254740994.0, 1e20, -1e20, 123456789012345680000.0}) {
      var number = new JsonNumber(value);
      assertThat(Json.parse(Json.write(number))).isEqualTo(number);
    }
    assertThat(Json.write(new JsonNumber(1e20))).isEqualTo("1e+20");
  }

  @Test
  void roundTrip_randomValues() throws Exception {
    var random = new Random(3);
    for (var i = 0; i < 5_000; i++) {
      var value = randomValue(random, 0);
      var text = Json.write(value);
      assertThat(Json.parse(text)).isEqualTo(value);
      assertThat(Json.parse(text.getBytes(StandardCharsets.UTF_8))).isEqualTo(value);
      assertThat(Json.write(Json.parse(text))).isEqualTo(text);
    }
  }

  @Test
  void canonical_doesNotDependOnTheOrder() throws Exception {
    var random = new Random(4);
    for (var i = 0; i < 500; i++) {
      var names = new ArrayList<String>();
      for (var j = random.nextInt(20); j > 0; j--) {
        names.add(randomText(random) + j);
      }
      var one = JsonObject.builder();
      names.forEach(n -> one.put(n, n.length()));
      Collections.shuffle(names, random);
      var two = JsonObject.builder();
      names.forEach(n -> two.put(n, n.length()));
      assertThat(Json.canonical(one.build())).isEqualTo(Json.canonical(two.build()));
      names.sort(null);
      assertThat(((JsonObject) Json.parse(Json.canonical(one.build()))).names()).isEqualTo(names);
    }
  }

  @Test
  void bytes_areReused() {
    var bytes = new JsonBytes();
    bytes.value(new JsonString("x".repeat(300)));
    bytes.clear();
    bytes.raw('{').string("é").raw(':').integer(-12).ascii("}");
    assertThat(new String(bytes.toByteArray(), StandardCharsets.UTF_8)).isEqualTo("{\"é\":-12}");
    for (var n : new long[] {0, 9, 10, 99, 100, 1234567890123L, Long.MAX_VALUE, Long.MIN_VALUE}) {
      bytes.clear();
      bytes.integer(n);
      assertThat(new String(bytes.toByteArray(), StandardCharsets.UTF_8))
          .isEqualTo(Long.toString(n));
    }
  }

  @Test
  void bytes_loneSurrogate() {
    for (var bad : List.of("\ud800", "\udc00", "a\udc00\ud800", "\ud800\ud800\udc00")) {
      assertThatThrownBy(() -> new JsonBytes().string(bad))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  private static JsonValue randomValue(Random random, int depth) {
    return switch (random.nextInt(depth > 4 ? 5 : 7)) {
      case 0 -> JsonNull.NULL;
      case 1 -> JsonBoolean.of(random.nextBoolean());
      case 2 -> JsonNumber.of(random.nextLong() >> (11 + random.nextInt(50)));
      case 3 -> randomDouble(random);
      case 4 -> new JsonString(randomText(random));
      case 5 -> {
        var items = new ArrayList<JsonValue>();
        for (var i = random.nextInt(5); i > 0; i--) {
          items.add(randomValue(random, depth + 1));
        }
        yield new JsonArray(items);
      }
      default -> {
        var object = JsonObject.builder();
        for (var i = random.nextInt(12); i > 0; i--) {
          object.put(randomText(random) + i, randomValue(random, depth + 1));
        }
        yield object.build();
      }
    };
  }

  private static JsonValue randomDouble(Random random) {
    var d = Double.longBitsToDouble(random.nextLong());
    return Double.isNaN(d) || Double.isInfinite(d) || d == 0 ? JsonNull.NULL : new JsonNumber(d);
  }

  private static String randomText(Random random) {
    var text = new StringBuilder();
    for (var i = random.nextInt(8); i > 0; i--) {
      var point =
          switch (random.nextInt(4)) {
            case 0 -> random.nextInt(0x20);
            case 1 -> random.nextInt(0xD800);
            case 2 -> 0xE000 + random.nextInt(0x102000);
            default -> 0x20 + random.nextInt(0x60);
          };
      text.appendCodePoint(point);
    }
    return text.toString();
  }

  private static String canonical(JsonValue value) {
    return new String(Json.canonical(value), StandardCharsets.UTF_8);
  }
}
