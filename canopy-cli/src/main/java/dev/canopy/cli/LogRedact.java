package dev.canopy.cli;

import dev.canopy.audit.AuditException;
import dev.canopy.audit.AuditLog;
import dev.canopy.audit.AuditOptions;
import dev.canopy.audit.AuditReader;
import dev.canopy.audit.EntryNumbers;
import dev.canopy.effects.SecretMask;
import dev.canopy.json.Json;
import dev.canopy.json.JsonNumber;
import dev.canopy.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * {@code canopy log redact}: erases values that are kept beside the log. What is erased of an entry
 * is erased of the record of its outcome as well.
 */
final class LogRedact {
  /** What is erased with any field of a payload, since it repeats it. */
  private static final List<String> REPEATED = List.of("payload", "judged");

  private final @Nullable EntryNumbers wanted;
  private final @Nullable String agent;
  private final @Nullable Instant before;
  private final List<String> fields;

  private final EntryNumbers selected = new EntryNumbers();
  private final Set<String> names = new TreeSet<>();
  private final Set<String> decisions = new HashSet<>();
  private long entries;
  private long values;

  /**
   * A choice of values; what is null does not limit it.
   *
   * @param wanted the entries by number
   * @param agent the beginning of an avid
   * @param before entries from before this
   * @param fields fields of the payload; all values if empty
   */
  LogRedact(
      @Nullable EntryNumbers wanted,
      @Nullable String agent,
      @Nullable Instant before,
      List<String> fields) {
    this.wanted = wanted;
    this.agent = agent;
    this.before = before;
    this.fields = fields.stream().map(LogRedact::plain).toList();
  }

  /** Numbers such as {@code 7} and {@code 7-12}. */
  static @Nullable EntryNumbers numbers(List<String> texts) throws CommandFailure {
    if (texts.isEmpty()) {
      return null;
    }
    var all = new TreeSet<Long>();
    for (var text : texts) {
      var dash = text.indexOf('-');
      try {
        var from = Long.parseLong(dash < 0 ? text : text.substring(0, dash));
        var to = dash < 0 ? from : Long.parseLong(text.substring(dash + 1));
        if (from < 0 || to < from || to - from > 10_000_000) {
          throw new NumberFormatException();
        }
        for (var seq = from; seq <= to; seq++) {
          all.add(seq);
        }
      } catch (NumberFormatException e) {
        throw CommandFailure.usage(
            "--seq: `" + text + "` is not a number like 7 or a range like 7-12");
      }
    }
    var numbers = new EntryNumbers();
    all.forEach(numbers::add);
    return numbers;
  }

  /** Erases, unless {@code dryRun}. Returns what was done, in words. */
  String run(Path log, InstantSource clock, String why, boolean dryRun)
      throws CommandFailure, AuditException {
    if (!Files.exists(log)) {
      throw CommandFailure.failure("there is no log at `" + log + "`");
    }
    try (var reader = AuditReader.open(log)) {
      for (var entry = reader.poll(); entry.isPresent(); entry = reader.poll()) {
        look(entry.get().json(), entry.get().hash());
      }
    }
    var what = values + " values of " + entries + " entries";
    if (entries == 0) {
      return "no entry has such a value; nothing was done";
    }
    if (dryRun) {
      return "would erase up to " + what;
    }
    try (var open = AuditLog.open(log, clock, AuditOptions.SHARED)) {
      var erased = open.redact(selected, fields.isEmpty() ? Set.of() : names, SecretMask.text(why));
      return "erased "
          + erased
          + " of "
          + what
          + (erased < values ? "; the others were erased before" : "");
    }
  }

  private void look(JsonObject entry, String hash) {
    if (!(entry.get("committed") instanceof JsonObject committed)
        || !(entry.get("seq") instanceof JsonNumber seq)
        || !isWanted(entry, (long) seq.value())) {
      return;
    }
    decisions.add(hash);
    var found = 0;
    for (var i = 0; i < committed.size(); i++) {
      if (isField(committed.nameAt(i))) {
        names.add(committed.nameAt(i));
        found++;
      }
    }
    if (found > 0) {
      selected.add((long) seq.value());
      entries++;
      values += found;
    }
  }

  private boolean isWanted(JsonObject entry, long seq) {
    var outcomeOf = entry.string("authorization_id").orElse("");
    if (wanted != null && !wanted.contains(seq) && !decisions.contains(outcomeOf)) {
      return false;
    }
    if (agent != null && !entry.string("avid").orElse("").startsWith(agent)) {
      return false;
    }
    try {
      return before == null || Instant.parse(entry.string("ts").orElse("")).isBefore(before);
    } catch (DateTimeParseException e) {
      return true; // a time that cannot be read keeps nothing from being erased
    }
  }

  private boolean isField(String name) {
    if (fields.isEmpty()) {
      return true;
    }
    var plain = plain(name);
    if (fields.contains(plain)) {
      return true;
    }
    var isOfPayload = fields.stream().anyMatch(field -> !field.equals("output"));
    return isOfPayload
        && (REPEATED.contains(name)
            || (name.startsWith("payload.") && fields.contains(plain(name.substring(8)))));
  }

  private static String plain(String name) {
    return name.replace("_", "").replace("-", "").toLowerCase(Locale.ROOT);
  }

  /** What was done, as JSON. */
  String json(String words) {
    return Json.write(
        JsonObject.builder()
            .put("words", words)
            .put("entries", entries)
            .put("values", values)
            .build());
  }
}
