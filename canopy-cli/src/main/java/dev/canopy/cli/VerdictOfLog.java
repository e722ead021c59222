package dev.canopy.cli;

import dev.canopy.audit.Verdict;
import dev.canopy.json.JsonNull;
import dev.canopy.json.JsonObject;
import dev.canopy.json.JsonString;
import dev.canopy.json.JsonValue;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What verification found, in words and in JSON. */
final class VerdictOfLog {
  /** So much of a broken line is shown. */
  private static final int EXCERPT_BYTES = 240;

  private VerdictOfLog() {}

  static String text(Path file, Verdict verdict, Style style) {
    var code = verdict.code();
    var shown =
        verdict instanceof Verdict.Intact
            ? style.bold(style.good(code))
            : verdict instanceof Verdict.TornTail
                ? style.bold(style.warning(code))
                : style.bold(style.bad(code));
    var out = new StringBuilder(shown).append("  ").append(Visible.of(verdict.words()));
    out.append('\n');
    if (verdict instanceof Verdict.Broken broken) {
      out.append("  line ").append(broken.line()).append(" | ");
      out.append(excerpt(file, broken.offset())).append('\n');
    }
    if (verdict instanceof Verdict.Intact) {
      out.append("  head  ").append(verdict.chained().head()).append('\n');
    }
    return out.toString();
  }

  private static String excerpt(Path file, long offset) {
    try (var in = new RandomAccessFile(file.toFile(), "r")) {
      in.seek(offset);
      var bytes = new byte[EXCERPT_BYTES];
      var length = Math.max(0, in.read(bytes));
      var line = new String(Arrays.copyOf(bytes, length), StandardCharsets.UTF_8);
      var end = line.indexOf('\n');
      return Visible.of(end < 0 ? line : line.substring(0, end))
          + (end < 0 && length == EXCERPT_BYTES ? "…" : "");
    } catch (IOException e) {
      return "(cannot be read again)";
    }
  }

  static JsonObject json(Verdict verdict) {
    var chained = verdict.chained();
    var out =
        JsonObject.builder()
            .put("verdict", verdict.code())
            .put("words", verdict.words())
            .put("entries", chained.entries())
            .put("bytes", chained.bytes())
            .put("head", chained.head())
            .put("first_ts", textOrNull(chained.firstTs()))
            .put("last_ts", textOrNull(chained.lastTs()))
            .put("clock_backs", chained.clockBacks());
    if (verdict instanceof Verdict.Intact intact) {
      out.put("expectation_met", intact.expectationMet());
    } else if (verdict instanceof Verdict.TornTail torn) {
      out.put("tail_bytes", torn.tailBytes());
    } else if (verdict instanceof Verdict.Broken broken) {
      out.put("line", broken.line())
          .put("offset", broken.offset())
          .put("place", broken.place())
          .put("fault", broken.fault().code())
          .put("fault_words", broken.fault().words());
    }
    return out.build();
  }

  private static JsonValue textOrNull(@Nullable String text) {
    return text == null ? JsonNull.NULL : new JsonString(text);
  }
}
