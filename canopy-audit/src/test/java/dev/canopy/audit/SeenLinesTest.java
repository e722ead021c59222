package dev.canopy.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A check that has seen lines before, against one that looks at every byte of each. */
class SeenLinesTest {
  private static final String TS = "{\"ts\":\"2026-01-0";
  private static final String END = ",\"prev_hash\":\"" + "0".repeat(64) + "\"}\n";

  /** Values by turns, so that every kind stands where every other kind stood. */
  private static final List<String> VALUES =
      List.of(
          "1",
          "12",
          "-1",
          "1.5",
          "1e+21",
          "01",
          "1.0",
          "\"\"",
          "\"a\"",
          "\"ab\"",
          "\"a\\\"b\"",
          "\"é\"",
          "\"\\u001f\"",
          "\"\\u0061\"",
          "\"a,\\\"b\\\":1\"",
          "true",
          "tru",
          "truee",
          "null",
          "{}",
          "{\"a\":1}",
          "{\"a\":1,\"b\":2}",
          "{\"a\":1,\"a\":2}",
          "[]",
          "[1]",
          "[1,2]",
          "[1,]",
          "[\"a\",{\"a\":[]}]",
          "");

  private static final List<String> NAMES = List.of("a", "ab", "b", "seq", "a\\\"", "ts", "é");

  @Test
  void alikeLines_areEntriesToBothOrToNone() {
    var random = new Random(3);
    var check = new LineCheck(true);
    var accepted = 0;
    var names = names(random);
    for (var round = 0; round < 60_000; round++) {
      if (random.nextInt(20) == 0) {
        names = names(random);
      }
      var line = line(names, random);
      if (random.nextInt(4) == 0) {
        line[random.nextInt(line.length)] = (byte) random.nextInt(256);
      }
      accepted += agree(check, line, random) ? 1 : 0;
    }
    assertThat(accepted).isGreaterThan(10_000);
  }

  /** Everywhere one byte away from an entry that was seen. */
  @Test
  void neighbours_areEntriesToBothOrToNone() {
    var random = new Random(4);
    var line =
        (TS
                + "1T00:00:00.000000Z\",\"a\":\"x\",\"b\":12,\"c\":[1,\"d\"],\"seq\":7,\"e\":true"
                + END)
            .getBytes(StandardCharsets.UTF_8);
    var check = new LineCheck(true);
    assertThat(agree(check, line, random)).isTrue();
    for (var at = 0; at < line.length; at++) {
      for (var value = 0; value < 256; value++) {
        var changed = line.clone();
        changed[at] = (byte) value;
        agree(check, changed, random);
      }
      for (var c : "1\",:{}[]ax\\\n".getBytes(StandardCharsets.UTF_8)) {
        var longer = Arrays.copyOf(line, line.length + 1);
        System.arraycopy(line, at, longer, at + 1, line.length - at);
        longer[at] = c;
        agree(check, longer, random);
      }
      var shorter = Arrays.copyOf(line, line.length - 1);
      System.arraycopy(line, at + 1, shorter, at, line.length - at - 1);
      agree(check, shorter, random);
    }
  }

  @Test
  void hexOfManyBytes_isTheHexOfEachByte() {
    var random = new Random(5);
    var hash = new byte[Hash.BYTES];
    for (var round = 0; round < 2_000; round++) {
      random.nextBytes(hash);
      var digits = ("x" + Hex.encode(hash)).getBytes(StandardCharsets.US_ASCII);
      assertThat(Hex.isOf(hash, digits, 1)).isTrue();
      var at = 1 + random.nextInt(64);
      var before = digits[at];
      digits[at] = (byte) random.nextInt(256);
      assertThat(Hex.isOf(hash, digits, 1)).isEqualTo(digits[at] == before);
      digits[at] = (byte) Character.toUpperCase(before);
      assertThat(Hex.isOf(hash, digits, 1)).isEqualTo(digits[at] == before);
    }
  }

  /** True if the line is an entry; both see the same one, wherever what is there to read ends. */
  private static boolean agree(LineCheck check, byte[] line, Random random) {
    var from = 1 + random.nextInt(3);
    var rest = random.nextInt(3) * 40;
    var buffer = new byte[from + line.length + rest + 1];
    System.arraycopy(line, 0, buffer, from, line.length);
    Arrays.fill(buffer, from + line.length, buffer.length - 1, (byte) '{');
    var limit = buffer.length - 1 - (random.nextInt(8) == 0 ? random.nextInt(line.length) : 0);
    buffer[limit] = '\n';
    var naive = new LineCheck(true);
    var wanted = hashed(naive, naive.endOfAnyEntry(buffer, from, limit), buffer);
    var end = hashed(check, check.endOfEntry(buffer, from, limit), buffer);
    assertThat(end)
        .as(() -> new String(buffer, from, limit - from, StandardCharsets.UTF_8))
        .isEqualTo(wanted);
    if (wanted < 0) {
      return false;
    }
    assertThat(check.seq()).isEqualTo(naive.seq());
    assertThat(check.prevHashFrom()).isEqualTo(naive.prevHashFrom());
    return true;
  }

  /** As the caller takes it, who compares {@code prev_hash} with a hash: no digits, no entry. */
  private static int hashed(LineCheck check, int end, byte[] buffer) {
    if (end < 0) {
      return end;
    }
    var from = check.prevHashFrom();
    var digits = new String(buffer, from, LineCheck.HASH_HEX_BYTES, StandardCharsets.ISO_8859_1);
    return Hex.isHash(digits) ? end : -1;
  }

  private static List<String> names(Random random) {
    var names = new ArrayList<String>();
    for (var i = random.nextInt(4); i > 0; i--) {
      names.add(NAMES.get(random.nextInt(NAMES.size())));
    }
    return names;
  }

  private static byte[] line(List<String> names, Random random) {
    var line = new StringBuilder(TS).append(1 + random.nextInt(9));
    line.append("T00:00:0").append(random.nextInt(10)).append(".000000Z\"");
    for (var name : names) {
      var plain = random.nextInt(3) > 0;
      var value = VALUES.get(plain ? random.nextInt(3) : random.nextInt(VALUES.size()));
      line.append(",\"").append(name).append("\":").append(value);
    }
    line.append(",\"seq\":").append(random.nextInt(200));
    return line.append(END).toString().getBytes(StandardCharsets.UTF_8);
  }
}
