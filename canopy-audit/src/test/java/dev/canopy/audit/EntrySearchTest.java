package dev.canopy.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.canopy.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Its naive twin reads the log from the beginning. */
final class EntrySearchTest {
  private final Path log;

  EntrySearchTest(@TempDir Path dir) {
    log = dir.resolve("audit.log");
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 200_000, 500_000})
  void everyEntry_isFound_andNothingElse(long segmentBytes) throws Exception {
    var random = new Random(5);
    var options = AuditOptions.EXCLUSIVE.withSegmentBytes(segmentBytes);
    try (var open = AuditLog.open(log, InstantSource.system(), options)) {
      for (var i = 0; i < 400; i++) {
        var text = "x".repeat(random.nextInt(10) == 0 ? random.nextInt(60_000) : 10);
        var event = JsonObject.builder().put("action_type", "t").put("text", text).build();
        open.append(AuditEvent.of(event)).toCompletableFuture().join();
      }
    }
    Files.writeString(log, "{\"no\":\"entry yet", StandardOpenOption.APPEND);
    var hashes = new ArrayList<String>();
    try (var reader = AuditReader.open(log)) {
      for (var next = reader.pollLine(); next.isPresent(); next = reader.pollLine()) {
        hashes.add(next.get().hash());
      }
    }
    assertThat(Files.size(log)).isPositive();
    for (var i = 0; i < hashes.size(); i++) {
      assertThat(EntrySearch.find(log, i).map(AuditLine::hash)).contains(hashes.get(i));
    }
    assertThat(EntrySearch.find(log, hashes.size())).isEmpty();
    assertThat(EntrySearch.find(log, Long.MAX_VALUE)).isEmpty();
    assertThat(EntrySearch.find(log, -1)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n", "no entry", "{\"seq\":0}\n", "\n\n\n"})
  void whatIsNoLog_hasNoEntry(String text) throws Exception {
    Files.writeString(log, text);
    assertThat(EntrySearch.find(log, 0)).isEmpty();
    assertThat(EntrySearch.find(log, 1)).isEmpty();
  }
}
