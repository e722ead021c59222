package dev.canopy.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.canopy.json.Json;
import dev.canopy.json.JsonString;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
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

  /** A Java 17 stream of a file asks where in the file it is, and a pipe has no answer. */
  @Test
  void payload_fromAPipe_isRead() {
    var pipe =
        new InputStream() {
          private final InputStream bytes =
              new ByteArrayInputStream("ls -la".getBytes(StandardCharsets.UTF_8));

          @Override
          public int read() throws IOException {
            return bytes.read();
          }

          @Override
          public int read(byte[] into, int from, int length) throws IOException {
            return bytes.read(into, from, length);
          }

          @Override
          public byte[] readNBytes(int length) throws IOException {
            throw new IOException("Illegal seek");
          }
        };
    var nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    var console =
        new Console(pipe, nowhere, nowhere, false, Map.of(), Path.of("/"), InstantSource.system());
    assertThat(Cli.run(console, "check", "execute_shell", "-")).isZero();
  }
}
