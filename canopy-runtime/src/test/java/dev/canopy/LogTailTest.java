package dev.canopy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogTailTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private final Path log;
  private final List<String> read = new ArrayList<>();
  private final LogTail tail;
  private String last = "0".repeat(64);
  private int written;

  LogTailTest(@TempDir Path dir) {
    log = dir.resolve("audit.log");
    tail =
        new LogTail(
            log,
            new LogTail.Reader() {
              @Override
              public void restart() {
                read.clear();
              }

              @Override
              public void line(byte[] line, String entryHash) {
                read.add(entryHash);
              }
            });
  }

  @Test
  void read_ofNoLogIsNothing() throws IOException {
    tail.read(START);
    assertThat(read).isEmpty();
  }

  @Test
  void read_handsOutEachLineOnce() throws IOException {
    add(3, "");
    tail.read(START);
    assertThat(read).hasSize(3);
    add(2, "");
    tail.read(START);
    tail.read(START);
    assertThat(read).hasSize(5).doesNotHaveDuplicates().endsWith(last);
  }

  @Test
  void read_waitsForTheEndOfALine() throws IOException {
    add(1, "");
    var before = last;
    add(1, "");
    var text = Files.readString(log);
    Files.writeString(log, text.substring(0, text.length() - 5));
    tail.read(START);
    assertThat(read).containsExactly(before);
    Files.writeString(log, text);
    tail.read(START);
    assertThat(read).containsExactly(before, last);
  }

  @Test
  void read_ofLinesLongerThanABlock() throws IOException {
    add(20, "x".repeat(65_000));
    tail.read(START);
    assertThat(read).hasSize(20);
  }

  @Test
  void read_startsWhereItMust() throws IOException {
    add(20_000, "");
    var since = START.plusSeconds(15_000);
    tail.read(since);
    assertThat(read).hasSizeBetween(5_000, 6_000).endsWith(last);
  }

  @Test
  void read_ofAShorterLogStartsAgain() throws IOException {
    add(10, "");
    tail.read(START);
    Files.delete(log);
    last = "0".repeat(64);
    add(2, "other");
    tail.read(START);
    assertThat(read).hasSize(2).endsWith(last);
  }

  @Test
  void read_ofAnotherLogOfTheSameLengthStartsAgain() throws IOException {
    add(3, "a");
    tail.read(START);
    Files.delete(log);
    last = "0".repeat(64);
    written = 0;
    add(4, "b");
    tail.read(START);
    assertThat(read).hasSize(4).endsWith(last);
  }

  @Test
  void read_ofALineThatDoesNotFollowFails() throws IOException {
    add(2, "");
    last = "1".repeat(64);
    add(1, "");
    assertThatThrownBy(() -> tail.read(START)).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> tail.read(START)).isInstanceOf(IOException.class);
  }

  @Test
  void read_ofALineWithoutHashFails() throws IOException {
    add(2, "");
    Files.writeString(log, "{}\n", StandardOpenOption.APPEND);
    assertThatThrownBy(() -> tail.read(START)).isInstanceOf(IOException.class);
  }

  @Test
  void read_ofWhatIsNoLogFails() throws IOException {
    Files.write(log, new byte[600_000]);
    assertThatThrownBy(() -> tail.read(START)).isInstanceOf(IOException.class);
  }

  private void add(int lines, String padding) throws IOException {
    var text = new StringBuilder();
    for (var i = 0; i < lines; i++) {
      var line =
          "{\"ts\":\""
              + START.plusSeconds(written)
              + "\",\"seq\":"
              + written++
              + ",\"x\":\""
              + padding
              + "\",\"prev_hash\":\""
              + last
              + "\"}";
      last = Sha256.leafHex(line.getBytes(StandardCharsets.UTF_8));
      text.append(line).append('\n');
    }
    Files.writeString(log, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }
}
