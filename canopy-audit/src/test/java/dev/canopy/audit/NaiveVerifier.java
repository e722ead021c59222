package dev.canopy.audit;

import dev.canopy.json.Json;
import dev.canopy.json.JsonException;
import dev.canopy.json.JsonNumber;
import dev.canopy.json.JsonObject;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Arrays;

/** The rules of docs/audit-format.md, written down as simply as can be, to agree with ours. */
final class NaiveVerifier {
  private NaiveVerifier() {}

  /** {@code intact 5}, {@code torn_tail 4}, or {@code broken 3} with the line that is wrong. */
  static String verify(byte[] log) throws Exception {
    var previous = "0".repeat(64);
    var entries = 0;
    var from = 0;
    while (from < log.length) {
      var feed = from;
      while (feed < log.length && log[feed] != '\n') {
        feed++;
      }
      if (feed == log.length) {
        return feed - from > 65_535 ? "broken " + (entries + 1) : "torn_tail " + entries;
      }
      var bytes = Arrays.copyOfRange(log, from, feed);
      if (!isEntry(bytes, entries, previous)) {
        return "broken " + (entries + 1);
      }
      previous = AuditLogTest.leafHash(new String(bytes, StandardCharsets.UTF_8));
      entries++;
      from = feed + 1;
    }
    return entries == 0 ? "broken 1" : "intact " + entries;
  }

  private static boolean isEntry(byte[] bytes, int index, String previous) {
    if (bytes.length > 65_535) {
      return false;
    }
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
      if (!(Json.parse(bytes) instanceof JsonObject json) || json.size() < 2) {
        return false;
      }
      if (!Arrays.equals(Json.write(json).getBytes(StandardCharsets.UTF_8), bytes)) {
        return false;
      }
      if (!json.nameAt(0).equals("ts") || !json.nameAt(json.size() - 1).equals("prev_hash")) {
        return false;
      }
      var ts = json.string("ts").orElse("");
      if (ts.length() != 27 || ts.charAt(10) != 'T' || ts.charAt(19) != '.' || !ts.endsWith("Z")) {
        return false;
      }
      // 24:00:00 is a time to Instant.parse, but not one that we write.
      if (ts.startsWith("24", 11) || ts.startsWith("60", 17)) {
        return false;
      }
      Instant.parse(ts);
      return json.get("seq") instanceof JsonNumber seq
          && seq.value() == index
          && json.string("prev_hash").orElse("").equals(previous)
          && (index > 0
              || (json.nameAt(1).equals("action_type")
                  && json.string("action_type").orElse("").equals("audit.genesis")
                  && json.string("format").orElse("").equals("canopy-audit-1")));
    } catch (JsonException | CharacterCodingException | DateTimeParseException e) {
      return false;
    }
  }
}
