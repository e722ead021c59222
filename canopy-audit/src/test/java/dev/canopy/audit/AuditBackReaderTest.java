package dev.canopy.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.canopy.json.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Its naive twin reads forward. */
final class AuditBackReaderTest {
  private final Path log;

  AuditBackReaderTest(@TempDir Path dir) {
    log = dir.resolve("audit.log");
  }

  /** A line as far as both directions know it. */
  private record Seen(long offset, String text) {
    static Seen of(AuditLine line) {
      return new Seen(line.offset(), new String(line.bytes(), StandardCharsets.ISO_8859_1));
    }
  }

  private List<Seen> forward() throws AuditException {
    var lines = new ArrayList<Seen>();
    try (var reader = AuditReader.open(log)) {
      for (var next = reader.pollLine(); next.isPresent(); next = reader.pollLine()) {
        lines.add(Seen.of(next.get()));
      }
    }
    return lines;
  }

  private List<Seen> back() throws AuditException {
    var lines = new ArrayList<Seen>();
    try (var reader = AuditBackReader.atEnd(log)) {
      for (var next = reader.pollLine(); next.isPresent(); next = reader.pollLine()) {
        lines.add(Seen.of(next.get()));
      }
    }
    Collections.reverse(lines);
    return lines;
  }

  private void append(int entries, long segmentBytes) throws AuditException {
    var options = AuditOptions.EXCLUSIVE.withSegmentBytes(segmentBytes);
    try (var open = AuditLog.open(log, InstantSource.system(), options)) {
      for (var i = 0; i < entries; i++) {
        var event = JsonObject.builder().put("action_type", "t").put("n", i).build();
        open.append(AuditEvent.of(event)).toCompletableFuture().join();
      }
    }
  }

  @Test
  void emptyLog_hasNoLine() throws Exception {
    Files.createFile(log);
    assertThat(back()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 700, 2_000, 1 << 20})
  void lines_areThoseReadForward_alsoOverSegments(long segmentBytes) throws Exception {
    append(50, segmentBytes);
    assertThat(back()).isEqualTo(forward()).hasSizeGreaterThan(50);
  }

  @Test
  void whatFollowsTheLastLineFeed_isLeftOut() throws Exception {
    append(3, 0);
    var whole = back();
    Files.writeString(log, "{\"torn", StandardOpenOption.APPEND);
    assertThat(back()).isEqualTo(whole);
    try (var reader = AuditBackReader.atEnd(log)) {
      assertThat(reader.hasUnfinishedLine()).isTrue();
    }
  }

  @Test
  void anyBytes_areReadAsForward() throws Exception {
    var random = new Random(11);
    for (var round = 0; round < 300; round++) {
      Files.write(log, bytes(random));
      assertThat(back()).as("round %s", round).isEqualTo(forward());
    }
  }

  /** Lines of any length, some as long as the chunks that are read, some empty; maybe torn. */
  private static byte[] bytes(Random random) throws IOException {
    var out = new java.io.ByteArrayOutputStream();
    for (var lines = random.nextInt(6); lines > 0; lines--) {
      var line = new byte[random.nextBoolean() ? random.nextInt(80) : random.nextInt(150_000)];
      random.nextBytes(line);
      for (var i = 0; i < line.length; i++) {
        line[i] = line[i] == '\n' ? (byte) ' ' : line[i];
      }
      out.write(line);
      if (lines > 1 || random.nextBoolean()) {
        out.write('\n');
      }
    }
    return out.toByteArray();
  }

  @Test
  void fromEachPlace_itGoesOnAsIfItHadNotStopped() throws Exception {
    append(20, 900);
    var all = back();
    for (var stop = 0; stop <= all.size(); stop++) {
      AuditBackReader.Place place;
      try (var reader = AuditBackReader.atEnd(log)) {
        for (var i = 0; i < stop; i++) {
          reader.pollLine();
        }
        place = reader.place();
      }
      try (var reader = AuditBackReader.before(log, place)) {
        for (var i = all.size() - stop - 1; i >= 0; i--) {
          assertThat(reader.pollLine().map(Seen::of)).contains(all.get(i));
        }
        assertThat(reader.pollLine()).isEmpty();
      }
    }
  }

  @Test
  void place_isTheSame_afterItsSegmentWasClosed() throws Exception {
    append(3, 0);
    var before = back();
    AuditBackReader.Place place;
    try (var reader = AuditBackReader.atEnd(log)) {
      place = reader.place();
    }
    append(30, 900);
    try (var reader = AuditBackReader.before(log, place)) {
      for (var i = before.size() - 1; i >= 0; i--) {
        assertThat(reader.pollLine().map(Seen::of)).contains(before.get(i));
      }
      assertThat(reader.pollLine()).isEmpty();
    }
  }

  @Test
  void placeThatIsNotThere_isRefused() throws Exception {
    append(3, 0);
    assertThatThrownBy(() -> AuditBackReader.before(log, new AuditBackReader.Place(7, 0)))
        .isInstanceOf(NoSuchPlaceException.class)
        .hasMessageContaining("no segment");
    assertThatThrownBy(() -> AuditBackReader.before(log, new AuditBackReader.Place(0, 1 << 20)))
        .isInstanceOf(NoSuchPlaceException.class)
        .hasMessageContaining("shorter");
    assertThatThrownBy(() -> new AuditBackReader.Place(0, -1))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
