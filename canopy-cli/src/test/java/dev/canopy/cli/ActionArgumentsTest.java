package dev.canopy.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.canopy.json.Json;
import dev.canopy.json.JsonString;
import org.junit.jupiter.api.Test;

final class ActionArgumentsTest {

  @Test
  void payload_thatIsJson_isJson() throws Exception {
    for (var text :
        new String[] {"{}", "[]", "{\"a\":1}", "[\"ls\",\"-la\"]", "[{\"a\":1}]", "[1]"}) {
      assertThat(ActionArguments.payload(text)).isEqualTo(Json.parse(text));
    }
  }

  @Test
  void payload_thatIsText_isTheText() throws Exception {
    for (var text :
        new String[] {
          "",
          "ls",
          "true",
          "null",
          "7",
          "\"ls\"",
          "[ -f x ] && rm x",
          "[[ -f x ]]",
          "{ ls; }",
          "{a,b}",
          " {\"a\":1}",
          "https://example.com/"
        }) {
      assertThat(ActionArguments.payload(text)).as(text).isEqualTo(new JsonString(text));
    }
  }

  @Test
  void payload_thatOnlyLooksLikeJson_isRefused() {
    for (var text : new String[] {"{\"a\":1", "[\"ls\"", "{\"a\":1,\"a\":2}", "[{]", "[\"a\"]x"}) {
      assertThatThrownBy(() -> ActionArguments.payload(text))
          .as(text)
          .isInstanceOf(CommandFailure.class)
          .hasMessageStartingWith("the payload is not JSON");
    }
  }
}
