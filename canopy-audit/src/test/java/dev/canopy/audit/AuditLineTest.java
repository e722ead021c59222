package dev.canopy.audit;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AuditLineTest {
  private static final Path GOOD = Testdata.path("audit/good/audit.log");

  @Test
  void lines_ofAGoodLog_areAsWrittenAndAgreeWithTheirEntries() throws Exception {
    var text = Files.readAllLines(GOOD);
    var lines = lines(GOOD);

    assertThat(lines).hasSize(text.size());
    try (var reader = AuditReader.open(GOOD)) {
      for (var i = 0; i < lines.size(); i++) {
        var line = lines.get(i);
        assertThat(new String(line.bytes(), UTF_8)).isEqualTo(text.get(i));
        assertThat(line.seq()).isEqualTo(i);
        assertThat(line.isAsWritten()).isTrue();
        assertThat(reader.poll()).contains(line.entry());
        assertThat(line.compare(7, line.entry().text("ts").getBytes(US_ASCII))).isZero();
      }
    }
  }

  @Test
  void contains_agreesWithAStringSearch() throws Exception {
    for (var line : lines(GOOD)) {
      var text = new String(line.bytes(), UTF_8);
      for (var from = 0; from < text.length(); from += 7) {
        for (var to = from + 1; to <= Math.min(text.length(), from + 20); to += 6) {
          var part = text.substring(from, to);
          if (!part.codePoints().allMatch(c -> c < 128)) {
            continue;
          }
          assertThat(line.contains(part.getBytes(UTF_8))).as(part).isTrue();
          assertThat(line.contains((part + "\u0001").getBytes(UTF_8))).isFalse();
        }
      }
      assertThat(line.contains(new byte[0])).isTrue();
      assertThat(line.contains("}".getBytes(UTF_8))).isTrue();
      assertThat(line.contains("}\n".getBytes(UTF_8))).as("the line feed is not in it").isFalse();
    }
  }

  @Test
  void lines_thatTheLogDidNotWrite_areHandedOutAndNoneIsLost(@TempDir Path directory)
      throws Exception {
    var good = Files.readAllLines(GOOD).get(0);
    var given =
        List.of(
            good.replace("{\"ts\"", "{ \"ts\""), "", "not JSON", "[1]", good, good + " ", "\u0000");
    var lines = lines(file(directory, String.join("\n", given) + "\nunfinished"));

    assertThat(lines).extracting(l -> new String(l.bytes(), UTF_8)).isEqualTo(given);
    assertThat(lines)
        .extracting(AuditLine::isAsWritten)
        .containsExactly(false, false, false, false, true, false, false);
    assertThat(lines.get(0).entry().text("action_type")).isEqualTo("audit.genesis");
    assertThatThrownBy(() -> lines.get(2).entry())
        .isInstanceOf(AuditException.class)
        .hasMessageContaining("line 3");
    assertThatThrownBy(() -> lines.get(3).entry()).hasMessageContaining("not a JSON object");
  }

  @Test
  void lines_beyondTheLongest_comeInPartsThatAreNoEntries(@TempDir Path directory)
      throws Exception {
    var longLine = "{\"a\":\"" + "x".repeat(3 << 20) + "\"}";
    var lines = lines(file(directory, "first\n" + longLine + "\nlast\n"));

    assertThat(lines.get(0).length()).isEqualTo(5);
    assertThat(lines.get(lines.size() - 1).bytes()).isEqualTo("last".getBytes(UTF_8));
    var parts = lines.subList(1, lines.size() - 1);
    assertThat(parts.stream().mapToInt(AuditLine::length).sum()).isEqualTo(longLine.length());
    for (var part : parts) {
      assertThat(part.isAsWritten()).isFalse();
      assertThatThrownBy(part::entry).isInstanceOf(AuditException.class);
    }
  }

  private static Path file(Path directory, String text) throws IOException {
    return Files.writeString(directory.resolve("audit.log"), text);
  }

  private static List<AuditLine> lines(Path log) throws AuditException {
    var lines = new ArrayList<AuditLine>();
    try (var reader = AuditReader.open(log)) {
      for (var next = reader.pollLine(); next.isPresent(); next = reader.pollLine()) {
        lines.add(next.get());
      }
    }
    return lines;
  }
}
