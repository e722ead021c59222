package dev.canopy.fuzzing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.canopy.audit.AuditEvent;
import dev.canopy.audit.AuditException;
import dev.canopy.audit.AuditLine;
import dev.canopy.audit.AuditLog;
import dev.canopy.audit.AuditReader;
import dev.canopy.audit.AuditVerifier;
import dev.canopy.audit.EntryBundle;
import dev.canopy.audit.ProofException;
import dev.canopy.audit.Verdict;
import dev.canopy.audit.WitnessPolicy;
import dev.canopy.json.Json;
import dev.canopy.json.JsonException;
import dev.canopy.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** Reading, verifying and recovering logs, and what witnesses are told, on whatever bytes. */
class LogsFuzzTest {
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-01-01T00:00:00Z"));

  /** Every line comes once, whole and in order, and what passes for ours is what we write. */
  @FuzzTest
  void lines(byte[] bytes) throws Exception {
    inFolder(
        folder -> {
          var log = Files.write(folder.resolve("audit.log"), bytes);
          var read = new ByteArrayOutputStream();
          try (var reader = AuditReader.open(log)) {
            for (var line = reader.pollLine(); line.isPresent(); line = reader.pollLine()) {
              read.write(line.get().bytes());
              read.write('\n');
              check(line.get());
            }
            assertThat(reader.hasUnfinishedLine()).isEqualTo(read.size() < bytes.length);
          }
          assertThat(read.toByteArray()).isEqualTo(Arrays.copyOf(bytes, read.size()));
          assertThat(AuditVerifier.verify(log)).isNotNull();
        });
  }

  private static void check(AuditLine line) throws JsonException {
    try {
      assertThat(line.json()).isNotNull();
    } catch (AuditException e) {
      assertThat(line.isAsWritten()).isFalse();
      return;
    }
    if (line.isAsWritten()) {
      var text = new String(line.bytes(), UTF_8);
      assertThat(Json.write(Json.parse(text))).isEqualTo(text);
      assertThat(text).startsWith("{\"ts\":\"").endsWith("\"}");
    }
  }

  /** What a crash may leave behind a good log is cut off and told, or the log does not open. */
  @FuzzTest
  void recovery(byte[] bytes) throws Exception {
    inFolder(
        folder -> {
          var log = folder.resolve("audit.log");
          append(log, 1);
          var good = Files.readAllBytes(log);
          Files.write(log, both(good, bytes));
          try {
            append(log, 2);
          } catch (AuditException e) {
            assertThat(e.getMessage()).isNotBlank();
            assertThat(Files.readAllBytes(log)).isEqualTo(both(good, bytes));
            return;
          }
          assertThat(Arrays.copyOf(Files.readAllBytes(log), good.length)).isEqualTo(good);
          assertThat(AuditVerifier.verify(log)).isInstanceOf(Verdict.Intact.class);
        });
  }

  private static void append(Path log, int n) throws AuditException {
    try (var open = AuditLog.open(log, CLOCK)) {
      open.append(AuditEvent.of(JsonObject.builder().put("n", n).build()))
          .toCompletableFuture()
          .join();
    }
  }

  private static byte[] both(byte[] first, byte[] second) {
    var all = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, all, first.length, second.length);
    return all;
  }

  @FuzzTest
  void witnesses(byte[] bytes) {
    List<Reader> readers =
        List.of(
            () -> WitnessPolicy.parse(bytes),
            () -> EntryBundle.decode(bytes, 1),
            () -> EntryBundle.decode(bytes, 256));
    for (var reader : readers) {
      try {
        assertThat(reader.read()).isNotNull();
      } catch (ProofException e) {
        assertThat(e.getMessage()).isNotBlank();
      }
    }
  }

  private interface Reader {
    Object read() throws ProofException;
  }

  private interface Body {
    void run(Path folder) throws Exception;
  }

  private static void inFolder(Body body) throws Exception {
    var folder = Files.createTempDirectory("canopy-fuzz");
    try {
      body.run(folder);
    } finally {
      remove(folder);
    }
  }

  private static void remove(Path folder) throws IOException {
    try (var files = Files.walk(folder)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
