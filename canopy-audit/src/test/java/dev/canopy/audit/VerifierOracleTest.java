package dev.canopy.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.canopy.json.Json;
import dev.canopy.json.JsonException;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The verifier against its naive twin, on logs that were changed at random. */
class VerifierOracleTest {
  private static final int ROUNDS = Boolean.getBoolean("canopy.long") ? 1_000_000 : 6_000;

  private final Path dir;

  VerifierOracleTest(@TempDir Path dir) {
    this.dir = dir;
  }

  @Test
  void verify_mutatedLogs_asTheNaiveTwin() throws Exception {
    var random = new Random(7);
    var logs = new ArrayList<byte[]>();
    for (var i = 0; i < 4; i++) {
      logs.add(Tampering.log(dir, 3 + i, 100 + i));
    }
    var intact = 0;
    for (var round = 0; round < ROUNDS; round++) {
      var log = logs.get(random.nextInt(logs.size()));
      var mutated = mutate(log, logs.get(random.nextInt(logs.size())), random);
      var verdict = Tampering.verify(mutated);
      var said =
          verdict.code()
              + " "
              + (verdict instanceof Verdict.Broken b ? b.line() : verdict.chained().entries());
      assertThat(said).as(() -> "round " + round(mutated)).isEqualTo(NaiveVerifier.verify(mutated));
      if (verdict instanceof Verdict.Intact && !Arrays.equals(log, mutated)) {
        intact++;
        // What a chain cannot show: a beginning of a log, and a change in its last line.
        var lines = Tampering.lines(mutated);
        var sure = lines.subList(0, lines.size() - 1);
        assertThat(logs).anyMatch(l -> sure.isEmpty() || startsWith(l, Tampering.join(sure)));
      }
    }
    assertThat(intact).isGreaterThan(0);
  }

  private static String round(byte[] mutated) {
    return Tampering.text(mutated);
  }

  private static boolean startsWith(byte[] log, byte[] beginning) {
    return log.length >= beginning.length
        && Arrays.equals(log, 0, beginning.length, beginning, 0, beginning.length);
  }

  static byte[] mutate(byte[] log, byte[] other, Random random) {
    var changed = log.clone();
    var at = random.nextInt(log.length);
    switch (random.nextInt(10)) {
      case 0, 1, 2 -> changed[at] ^= (byte) (1 << random.nextInt(8));
      case 3 -> changed[at] = (byte) random.nextInt(256);
      case 4 -> changed = Arrays.copyOf(log, at);
      case 5 ->
          Arrays.fill(changed, at, Math.min(log.length, at + 1 + random.nextInt(64)), (byte) 0);
      case 6 -> changed = cut(log, at, Math.min(log.length, at + 1 + random.nextInt(400)));
      case 7 -> changed = insert(log, at, at, Math.min(log.length, at + 1 + random.nextInt(400)));
      case 8 -> changed = lines(log, other, random);
      default -> {
        var bytes = new byte[1 + random.nextInt(4)];
        random.nextBytes(bytes);
        changed = insert(log, bytes, at);
      }
    }
    return changed;
  }

  /** Whole lines of two logs in another order. */
  private static byte[] lines(byte[] log, byte[] other, Random random) {
    var lines = Tampering.lines(log);
    var others = Tampering.lines(other);
    for (var i = 1 + random.nextInt(2); i > 0 && !lines.isEmpty(); i--) {
      var at = random.nextInt(lines.size());
      switch (random.nextInt(4)) {
        case 0 -> lines.remove(at);
        case 1 -> lines.add(at, lines.get(random.nextInt(lines.size())));
        case 2 -> lines.set(at, lines.get(random.nextInt(lines.size())));
        default -> lines.add(at, others.get(random.nextInt(others.size())));
      }
    }
    return lines.isEmpty() ? new byte[0] : Tampering.join(lines);
  }

  private static byte[] cut(byte[] log, int from, int to) {
    var out = new ByteArrayOutputStream();
    out.write(log, 0, from);
    out.write(log, to, log.length - to);
    return out.toByteArray();
  }

  private static byte[] insert(byte[] log, int at, int from, int to) {
    return insert(log, Arrays.copyOfRange(log, from, to), at);
  }

  private static byte[] insert(byte[] log, byte[] bytes, int at) {
    var out = new ByteArrayOutputStream();
    out.write(log, 0, at);
    out.writeBytes(bytes);
    out.write(log, at, log.length - at);
    return out.toByteArray();
  }

  /** A line that is an entry to the hand scan is strict JSON to the parser, in its one spelling. */
  @Test
  void lineCheck_acceptsOnlyWhatTheParserReadsAndTheWriterWrites() throws Exception {
    var random = new Random(8);
    var check = new LineCheck(true);
    var plain = new LineCheck(false);
    var pieces =
        new String[] {
          "\"a\":1",
          "\"a\":\"\\u001f\"",
          "\"a\":\"\\u0009\"",
          "\"b\":[1,2.5,-3]",
          "\"b\":{}",
          "\"c\":{\"a\":1,\"a\":2}",
          "\"c\":{\"a\":[],\"b\":{\"a\":0}}",
          "\"d\":1e+21",
          "\"d\":1e21",
          "\"e\":-0",
          "\"e\":9007199254740993",
          "\"e\":-9007199254740992",
          "\"f\":0.1",
          "\"f\":0.10",
          "\"g\":true",
          "\"g\":tru",
          "\"h\":null",
          "\"é\":\"é😀\"",
          "\"i\":\"\\/\"",
          "\"j\":[[[[]]]]",
          "\"k\":1.7976931348623157e+308",
          "\"k\":1e999",
          "\"l\":[1,]",
          "\"l\":",
          "\"m\":\"\\ud83d\"",
          "\"n\":" + "[".repeat(62) + "]".repeat(62),
          "\"n\":" + "[".repeat(63) + "]".repeat(63),
          "\"n\":" + "[".repeat(62) + "1" + "]".repeat(62),
          "\"seq\":1",
          "\"ts\":\"x\""
        };
    var accepted = 0;
    for (var round = 0; round < 5_000; round++) {
      var line = new StringBuilder("{\"ts\":\"2026-01-01T00:00:00.000000Z\"");
      for (var i = random.nextInt(4); i > 0; i--) {
        line.append(',').append(pieces[random.nextInt(pieces.length)]);
      }
      line.append(",\"seq\":0,\"prev_hash\":\"").append("0".repeat(64)).append("\"}");
      var bytes = Tampering.bytes(line + "\n");
      if (random.nextInt(3) == 0) {
        bytes[random.nextInt(bytes.length - 1)] = (byte) random.nextInt(256);
      }
      var to = bytes.length - 1;
      var fault = check.check(bytes, 0, to);
      assertThat(plain.check(bytes, 0, to)).isEqualTo(fault);
      assertThat(plain.place()).isEqualTo(check.place());
      String rewritten;
      try {
        rewritten = Json.write(Json.parse(Arrays.copyOf(bytes, to)));
      } catch (JsonException e) {
        rewritten = "";
      }
      var spelt = Arrays.equals(Tampering.bytes(rewritten), Arrays.copyOf(bytes, to));
      if (fault == null) {
        accepted++;
        assertThat(spelt).as(line.toString()).isTrue();
      } else if (spelt) {
        assertThat(fault)
            .as(line.toString())
            .isIn(Fault.NO_TS, Fault.NO_SEQ, Fault.NO_PREV_HASH, Fault.NOT_JSON);
      }
    }
    assertThat(accepted).isGreaterThan(200);
  }

  @Test
  void readers_randomBytes_neverThrowUnchecked() throws Exception {
    var random = new Random(9);
    var file = dir.resolve("random");
    var alphabet = Tampering.bytes("{}[]\",:\\u01 \n\r\"ts\"seq{\"ts\":\"2026-");
    for (var round = 0; round < ROUNDS / 8; round++) {
      var bytes = new byte[random.nextInt(200)];
      for (var i = 0; i < bytes.length; i++) {
        bytes[i] =
            random.nextInt(8) == 0
                ? (byte) random.nextInt(256)
                : alphabet[random.nextInt(alphabet.length)];
      }
      Files.write(file, bytes);
      var verdict = Tampering.verify(bytes);
      assertThat(verdict).isNotInstanceOf(Verdict.Intact.class);
      assertThat(verdict.words()).isNotBlank();
      LegacyLogs.verify(file);
      try (var reader = AuditReader.open(file)) {
        for (var i = 0; i < 300; i++) {
          try {
            if (reader.poll().isEmpty()) {
              break;
            }
          } catch (AuditException e) {
            assertThat(e.getMessage()).contains("line");
          }
        }
      }
    }
  }
}
