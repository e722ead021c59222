package dev.canopy.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LinesTest {

  @Test
  void next_givesEachLineOnce() throws IOException {
    assertThat(read("")).isEmpty();
    assertThat(read("\n")).containsExactly("");
    assertThat(read("a")).containsExactly("a");
    assertThat(read("a\n")).containsExactly("a");
    assertThat(read("a\n\nb\r\nc")).containsExactly("a", "", "b\r", "c");
  }

  @Test
  void next_ofLinesLongerThanTheBuffer_isWhole() throws IOException {
    var line = "x".repeat(200_000);

    assertThat(read(line + "\n" + line)).containsExactly(line, line);
  }

  @Test
  void next_ofAnEndlessLine_isCutAndTheNextIsWhole() throws IOException {
    var lines = read("x".repeat(5 << 20) + "\nb\n");

    assertThat(lines).hasSize(2);
    assertThat(lines.get(0)).hasSize(4 << 20);
    assertThat(lines.get(1)).isEqualTo("b");
  }

  @Test
  void next_tellsBeforeItMayBlock() throws IOException {
    var told = new ArrayList<Integer>();
    var reads = new int[1];
    var in =
        new InputStream() {
          private final List<String> pieces = new ArrayList<>(List.of("a\nb", "\nc\n"));

          @Override
          public int read() {
            throw new UnsupportedOperationException();
          }

          @Override
          public int read(byte[] bytes, int offset, int length) {
            reads[0]++;
            if (pieces.isEmpty()) {
              return -1;
            }
            var piece = pieces.remove(0).getBytes(StandardCharsets.UTF_8);
            System.arraycopy(piece, 0, bytes, offset, piece.length);
            return piece.length;
          }
        };
    var lines = new Lines(in, () -> told.add(reads[0]));

    assertThat(new String(lines.next(), StandardCharsets.UTF_8)).isEqualTo("a");
    assertThat(told).containsExactly(0);
    assertThat(new String(lines.next(), StandardCharsets.UTF_8)).isEqualTo("b");
    assertThat(told).containsExactly(0, 1);
    assertThat(new String(lines.next(), StandardCharsets.UTF_8)).isEqualTo("c");
    assertThat(told).containsExactly(0, 1);
    assertThat(lines.next()).isNull();
  }

  private static List<String> read(String text) throws IOException {
    var lines =
        new Lines(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), () -> {});
    var found = new ArrayList<String>();
    for (var line = lines.next(); line != null; line = lines.next()) {
      found.add(new String(line, StandardCharsets.UTF_8));
    }
    return found;
  }
}
