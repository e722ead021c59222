package dev.canopy.audit;

import dev.canopy.json.Json;
import dev.canopy.json.JsonException;
import dev.canopy.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Verifies logs of the format {@code canopy-0.2}, which older packages write. One JSON object a
 * line with {@code timestamp, avid, action_type, decision, reason, prev_hash, entry_hash}, where
 * {@code entry_hash = SHA-256(prev_hash ‖ canonical text of the other six)} and the first {@code
 * prev_hash} is empty.
 *
 * <p>That format has no count, no genesis and no key: a cut end and a log written anew look intact.
 * What it hashes is only those six, so we refuse any other member, which its own verifier ignores.
 */
public final class LegacyLogs {
  /** The name of the format. */
  public static final String CANOPY_0_2 = "canopy-0.2";

  private static final List<String> HASHED =
      List.of("timestamp", "avid", "action_type", "decision", "reason", "prev_hash");

  private LegacyLogs() {}

  /**
   * What was found.
   *
   * @param entries how many entries chain, from the first on
   * @param head the last one's hash; empty if there is none
   * @param brokenLine the line that is wrong, from 1; 0 if none is
   * @param reason what is wrong with it; empty if none is
   */
  public record Result(long entries, String head, long brokenLine, String reason) {
    /** True if every line chains; see the class comment for what that leaves open. */
    public boolean chains() {
      return brokenLine == 0;
    }
  }

  /** Verifies a log of the format {@code canopy-0.2}. */
  public static Result verify(Path log) throws AuditException {
    var previous = "";
    var lines = 0L;
    try (var reader = AuditReader.open(log)) {
      while (true) {
        try {
          var next = reader.poll();
          if (next.isEmpty()) {
            break;
          }
          var json = next.get().json();
          var fault = fault(json, previous);
          if (fault != null) {
            return new Result(lines, previous, lines + 1, fault);
          }
          previous = json.string("entry_hash").orElse("");
          lines++;
        } catch (AuditException e) {
          return new Result(lines, previous, lines + 1, String.valueOf(e.getMessage()));
        }
      }
      return reader.hasUnfinishedLine()
          ? new Result(lines, previous, lines + 1, "the line has no end")
          : new Result(lines, previous, 0, "");
    }
  }

  private static @Nullable String fault(JsonObject json, String previous) {
    for (var name : HASHED) {
      if (json.string(name).isEmpty()) {
        return "has no text `" + name + "`";
      }
    }
    if (json.string("entry_hash").isEmpty()) {
      return "has no text `entry_hash`";
    }
    for (var name : json.names()) {
      if (!HASHED.contains(name) && !name.equals("entry_hash")) {
        return "`" + name + "` is not covered by the hash";
      }
    }
    if (!json.string("prev_hash").orElse("").equals(previous)) {
      return "`prev_hash` is not the hash of the entry before";
    }
    return entryHash(json).equals(json.string("entry_hash").orElse(""))
        ? null
        : "`entry_hash` does not fit the entry: it was changed";
  }

  /** The entry hash by that format's formula. */
  static String entryHash(JsonObject entry) {
    var six = JsonObject.builder();
    for (var name : HASHED) {
      six.put(name, entry.string(name).orElse(""));
    }
    // Six texts with ASCII names: there the old canonical text and RFC 8785 are the same.
    var sha256 = Chain.sha256();
    sha256.update(entry.string("prev_hash").orElse("").getBytes(StandardCharsets.UTF_8));
    return Hex.encode(sha256.digest(Json.canonical(six.build())));
  }

  /** True if the file's first line looks like this format, so that a message can say so. */
  static boolean looksLike(byte[] firstLine) {
    try {
      return Json.parse(firstLine) instanceof JsonObject json && json.get("entry_hash") != null;
    } catch (JsonException e) {
      return false;
    }
  }
}
