package dev.canopy.cli;

import dev.canopy.audit.Assessment;
import dev.canopy.audit.Fault;
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
  private static final int EXCERPT_BYTES = 110;

  /** What the log's format allows. */
  private static final int LONGEST_LINE = 65_535;

  private VerdictOfLog() {}

  static String text(Path log, Assessment assessment, Style style) {
    var verdict = assessment.verdict();
    var file =
        verdict instanceof Verdict.Broken broken && !broken.segment().isEmpty()
            ? log.resolveSibling(log.getFileName() + ".d")
                .resolve("segments")
                .resolve(broken.segment())
            : log;
    var code = verdict.code();
    var shown =
        verdict instanceof Verdict.Intact
            ? style.bold(style.good(code))
            : verdict instanceof Verdict.TornTail
                    || verdict instanceof Verdict.Pruned
                    || verdict instanceof Verdict.Continued
                ? style.bold(style.warning(code))
                : style.bold(style.bad(code));
    var out = new StringBuilder(shown);
    var indent = "  ";
    for (var clause : verdict.words().split("; ", -1)) {
      out.append(indent).append(Visible.of(clause)).append('\n');
      indent = " ".repeat(code.length() + 2);
    }
    if (verdict instanceof Verdict.Broken broken) {
      if (broken.fault() == Fault.WRONG_PREV_HASH && broken.line() > 1) {
        line(file, broken.line() - 1, startOfLineBefore(file, broken.offset()), out);
      }
      line(file, broken.line(), broken.offset(), out);
    }
    if (verdict instanceof Verdict.Intact
        || verdict instanceof Verdict.Pruned
        || verdict instanceof Verdict.Continued) {
      out.append("head    ").append(verdict.chained().head()).append('\n');
    }
    if (!(verdict instanceof Verdict.Broken)) {
      out.append("signed  ");
      out.append(assessment.seal().words(verdict.chained().entries())).append('\n');
    }
    return out.toString();
  }

  private static void line(Path file, long number, long offset, StringBuilder out) {
    out.append("  line ").append(number).append(" | ");
    out.append(excerpt(file, offset)).append('\n');
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

  /** Where the line starts that ends right before {@code offset}. */
  private static long startOfLineBefore(Path file, long offset) {
    try (var in = new RandomAccessFile(file.toFile(), "r")) {
      var start = Math.max(0, offset - 1 - LONGEST_LINE);
      var bytes = new byte[(int) (offset - 1 - start)];
      in.seek(start);
      in.readFully(bytes);
      var from = bytes.length;
      while (from > 0 && bytes[from - 1] != '\n') {
        from--;
      }
      return start + from;
    } catch (IOException e) {
      return offset;
    }
  }

  static JsonObject json(Assessment assessment) {
    var verdict = assessment.verdict();
    var seal = assessment.seal();
    var signer = seal.key();
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
    if (!(verdict instanceof Verdict.Broken)) {
      out.put("signed_size", seal.signedSize())
          .put("signed_by", textOrNull(signer == null ? null : signer.vkey()))
          .put("key_pinned", seal.pinned())
          .put("checkpoints", seal.checkpoints())
          .put("minimum_index", seal.minimumIndex());
    }
    if (verdict instanceof Verdict.Intact intact) {
      out.put("expectation_met", intact.expectationMet());
    } else if (verdict instanceof Verdict.TornTail torn) {
      out.put("tail_bytes", torn.tailBytes());
    } else if (verdict instanceof Verdict.Broken broken) {
      out.put("line", broken.line())
          .put("offset", broken.offset())
          .put("place", broken.place())
          .put("fault", broken.fault().code())
          .put("fault_words", broken.fault().words())
          .put("segment", broken.segment());
    } else if (verdict instanceof Verdict.Pruned pruned) {
      out.put("expectation_met", pruned.expectationMet())
          .put("pruned_below", pruned.below())
          .put("recorded_in", pruned.recordedIn())
          .put("to_go", pruned.toGo());
    } else if (verdict instanceof Verdict.Continued continued) {
      out.put("expectation_met", continued.expectationMet())
          .put("discontinuity_in", continued.seq())
          .put("old_origin", continued.oldOrigin())
          .put("old_key", continued.oldKey().vkey())
          .put("old_signed_size", continued.signedSize())
          .put("old_signed_root", continued.signedRoot())
          .put("old_found_size", continued.foundSize())
          .put("why", continued.why())
          .put("by", continued.by())
          .put("reason", continued.reason())
          .put("files", continued.files());
    } else if (verdict instanceof Verdict.KeyNotVouchedFor wrong) {
      out.put("wrong_in", wrong.seq()).put("why", wrong.why());
    } else if (verdict instanceof Verdict.EntriesMissing missing) {
      out.put("missing_below", missing.below()).put("why", missing.why());
    } else if (verdict instanceof Verdict.RolledBack rolledBack) {
      out.put("expected_size", rolledBack.signedSize());
    } else if (verdict instanceof Verdict.NotAsSigned other) {
      out.put("expected_size", other.signedSize());
    }
    return out.build();
  }

  private static JsonValue textOrNull(@Nullable String text) {
    return text == null ? JsonNull.NULL : new JsonString(text);
  }
}
