package dev.canopy.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class JavaToJsonTest {
  record Transfer(String to, long amount) {}

  @Test
  void of_whatSaysItIsHuge_takesNoRoomForIt() {
    var list = Collections.nCopies(Integer.MAX_VALUE, "x");

    assertThatThrownBy(() -> Json.of(Map.of("a", list)))
        .isInstanceOf(JsonException.class)
        .hasMessageContaining("`a`: larger than");
    assertThatThrownBy(() -> Json.of(new byte[2_000_000]))
        .isInstanceOf(JsonException.class)
        .hasMessageContaining("larger than");
  }

  @Test
  void of_everyKind() throws Exception {
    var map = new LinkedHashMap<String, Object>();
    map.put("s", "é");
    map.put("n", null);
    map.put("b", true);
    map.put("i", 7);
    map.put("l", 1L << 53);
    map.put("d", 0.5);
    map.put("big", new BigDecimal("12.50"));
    map.put("list", Arrays.asList(1, null, "x"));
    map.put("array", new int[] {1, 2});
    map.put("record", new Transfer("bob", 3));
    map.put("enum", TimeUnit.DAYS);
    map.put("path", Path.of("/tmp/x"));
    assertThat(Json.write(Json.of(map)))
        .isEqualTo(
            "{\"s\":\"é\",\"n\":null,\"b\":true,\"i\":7,\"l\":9007199254740992,\"d\":0.5,"
                + "\"big\":12.5,\"list\":[1,null,\"x\"],\"array\":[1,2],"
                + "\"record\":{\"to\":\"bob\",\"amount\":3},\"enum\":\"DAYS\",\"path\":\"/tmp/x\"}");
  }

  @Test
  void of_numbersThatReadersRound() throws Exception {
    assertThat(Json.of(1L << 53)).isEqualTo(new JsonNumber(0x1p53));
    assertThat(Json.of(1e20)).isEqualTo(new JsonNumber(1e20));
    for (var bad :
        List.of(
            (1L << 53) + 1,
            -(1L << 53) - 1,
            BigInteger.TEN.pow(30),
            new BigDecimal("9007199254740993"),
            new AtomicLong(Long.MAX_VALUE),
            Double.NaN,
            Double.POSITIVE_INFINITY,
            new BigDecimal("1e400"))) {
      assertThatThrownBy(() -> Json.of(bad)).isInstanceOf(JsonException.class);
    }
  }

  @Test
  void of_saysThePlace() {
    assertThatThrownBy(() -> Json.of(Map.of("a", List.of("x", Map.of("b", "\ud800")))))
        .isInstanceOf(JsonException.class)
        .hasMessageContaining("`a[1].b`");
    assertThatThrownBy(() -> Json.of(Map.of("a", new Object())))
        .isInstanceOf(JsonException.class)
        .hasMessageContaining("`a`");
    assertThatThrownBy(() -> Json.of(Map.of(1, "x")))
        .isInstanceOf(JsonException.class)
        .hasMessageContaining("not a string");
  }

  @Test
  void of_aValueThatHoldsItself_isRefused() {
    var list = new ArrayList<Object>();
    list.add(list);
    assertThatThrownBy(() -> Json.of(list))
        .isInstanceOf(JsonException.class)
        .hasMessageContaining("deeper");
    assertThatThrownBy(() -> Json.of(Collections.nCopies(2_000_000, "x")))
        .isInstanceOf(JsonException.class)
        .hasMessageContaining("larger");
  }

  @Test
  void of_isACopy() throws Exception {
    var list = new ArrayList<Object>(List.of("a"));
    var json = Json.of(list);
    list.add("b");
    assertThat(Json.write(json)).isEqualTo("[\"a\"]");
  }

  @Test
  void map_withAKeyTwiceIsRefused() {
    var few = new IdentityHashMap<String, Object>();
    few.put("path", "/tmp/a");
    few.put("pa".concat("th"), "/etc/passwd");
    assertThatThrownBy(() -> Json.of(few)).isInstanceOf(JsonException.class);
    var many = new IdentityHashMap<String, Object>(few);
    for (var i = 0; i < 20; i++) {
      many.put("k" + i, i);
    }
    assertThatThrownBy(() -> Json.of(many)).isInstanceOf(JsonException.class);
  }

  @Test
  void builder_goesOnAfterBuild() {
    var builder = JsonObject.builder().put("a", 1);
    var one = builder.build();
    var two = builder.put("b", 2).build();
    assertThat(one.names()).containsExactly("a");
    assertThat(two.names()).containsExactly("a", "b");
    assertThat(builder.build()).isEqualTo(two);
    assertThatThrownBy(() -> builder.put("a", 3)).isInstanceOf(IllegalArgumentException.class);
  }
}
