package dev.canopy.cli;

import dev.canopy.json.Json;
import dev.canopy.json.JsonArray;
import dev.canopy.json.JsonException;
import dev.canopy.json.JsonNumber;
import dev.canopy.json.JsonObject;
import dev.canopy.json.JsonString;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayDeque;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * {@code canopy log}: reads the audit log. It does not verify it: that is {@code canopy verify}.
 */
@Command(
    name = "log",
    description = "Show the entries of the audit log, oldest first.",
    footer = {"", "Shows what is written; whether it is intact says canopy verify."})
final class LogCommand implements Callable<Integer> {
  /** How long {@code --follow} waits before it looks again. */
  private static final long POLL_MILLIS = 200;

  /** A check flushes, so not after each line; a closed pipe is noticed soon enough. */
  private static final int LINES_BETWEEN_CHECKS = 500;

  private final Console console;

  @Mixin private final LogOption log = new LogOption();

  @Option(
      names = "--decision",
      paramLabel = "D",
      description = "Only ALLOW, REQUIRE_APPROVAL or DENY.")
  private @Nullable String decision;

  @Option(
      names = "--agent",
      paramLabel = "AVID",
      description = "Only this agent; a prefix will do.")
  private @Nullable String agent;

  @Option(names = "--type", paramLabel = "TYPE", description = "Only this action type.")
  private @Nullable String type;

  @Option(names = "--rule", paramLabel = "ID", description = "Only what this rule decided.")
  private @Nullable String rule;

  @Option(
      names = "--since",
      paramLabel = "TIME",
      description = "Only from this time on: 2026-11-22 or 2026-11-22T10:00:00Z.")
  private @Nullable String since;

  @Option(names = "--until", paramLabel = "TIME", description = "Only before this time.")
  private @Nullable String until;

  @Option(
      names = {"-n", "--last"},
      paramLabel = "N",
      description = "Only the last N of those.")
  private @Nullable Integer last;

  @Option(
      names = {"-f", "--follow"},
      description = "Go on showing entries as they are written.")
  private boolean follow;

  @Option(names = "--json", description = "The entries as they stand in the log.")
  private boolean json;

  private @Nullable Instant from;
  private @Nullable Instant before;

  LogCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws CommandFailure, IOException {
    if (last != null && last < 0) {
      throw CommandFailure.usage("--last must not be negative");
    }
    from = instant("--since", since);
    before = instant("--until", until);
    var file = log.path(console);
    try {
      var position = show(file);
      if (follow) {
        follow(file, position);
      }
      return ExitCode.OK;
    } catch (NoSuchFileException e) {
      throw CommandFailure.failure("there is no log at `" + file + "`");
    }
  }

  private static @Nullable Instant instant(String option, @Nullable String text)
      throws CommandFailure {
    if (text == null) {
      return null;
    }
    try {
      return text.indexOf('T') < 0
          ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
          : Instant.parse(text);
    } catch (DateTimeParseException e) {
      throw CommandFailure.usage(
          option + ": `" + text + "` is not a time like 2026-11-22 or 2026-11-22T10:00:00Z");
    }
  }

  /** Shows what is there. Returns the offset behind the last whole line. */
  private long show(Path file) throws IOException {
    var kept = new ArrayDeque<String>();
    var position = 0L;
    var written = 0L;
    var end = Files.size(file);
    try (var in = Files.newInputStream(file)) {
      var lines = new Lines(in, () -> {});
      for (var line = lines.next(); line != null; line = lines.next()) {
        if (position + line.length >= end && follow) {
          break; // without its line feed: still being written
        }
        position += line.length + 1L;
        var shown = render(line);
        if (shown == null) {
          continue;
        }
        if (last == null) {
          console.out().println(shown);
          if (++written % LINES_BETWEEN_CHECKS == 0 && console.out().checkError()) {
            break; // the reader has gone
          }
        } else if (last > 0) {
          if (kept.size() == last) {
            kept.removeFirst();
          }
          kept.addLast(shown);
        }
      }
    }
    for (var line : kept) {
      console.out().println(line);
    }
    return position;
  }

  private void follow(Path file, long from) throws IOException {
    var position = from;
    while (true) {
      console.out().flush();
      if (console.out().checkError()) {
        return; // the reader has gone
      }
      try {
        Thread.sleep(POLL_MILLIS);
      } catch (InterruptedException e) {
        return;
      }
      var size = Files.size(file);
      if (size < position) {
        console.err().println("canopy: the log has become shorter; see canopy verify");
        console.err().flush();
        position = size;
      }
      position += showFrom(file, position, size - position);
    }
  }

  /** Shows the whole lines within {@code length} bytes. Returns how many bytes they take. */
  private long showFrom(Path file, long position, long length) throws IOException {
    var done = 0L;
    if (length == 0) {
      return done;
    }
    try (var in = Files.newInputStream(file)) {
      in.skipNBytes(position);
      var lines = new Lines(in, () -> {});
      for (var line = lines.next(); line != null; line = lines.next()) {
        if (done + line.length >= length) {
          break;
        }
        done += line.length + 1L;
        var shown = render(line);
        if (shown != null) {
          console.out().println(shown);
        }
      }
    }
    return done;
  }

  /** The line as it is shown, or null if it is not asked for. */
  private @Nullable String render(byte[] line) {
    JsonObject entry;
    try {
      if (!(Json.parse(line) instanceof JsonObject object)) {
        return unreadable(line, "not an object");
      }
      entry = object;
    } catch (JsonException e) {
      return unreadable(line, String.valueOf(e.getMessage()));
    }
    if (!matches(entry)) {
      return null;
    }
    if (json) {
      return new String(line, StandardCharsets.UTF_8);
    }
    return text(entry);
  }

  /** A line that cannot be read is never left out: it may be what someone is to overlook. */
  private String unreadable(byte[] line, String why) {
    var text = new String(line, StandardCharsets.UTF_8);
    return json
        ? Json.write(
            JsonObject.builder().put("error", "not an entry: " + why).put("line", text).build())
        : style().bad("not an entry (" + Visible.of(why) + "): ") + Visible.of(text);
  }

  private boolean matches(JsonObject entry) {
    if (decision != null
        && !decision.toUpperCase(Locale.ROOT).equals(entry.string("decision").orElse(""))) {
      return false;
    }
    if (agent != null && !entry.string("avid").orElse("").startsWith(agent)) {
      return false;
    }
    if (type != null && !type.equals(entry.string("action_type").orElse(""))) {
      return false;
    }
    if (rule != null
        && !(entry.get("rule_ids") instanceof JsonArray ids
            && ids.items().contains(new JsonString(rule)))) {
      return false;
    }
    return isInTime(entry);
  }

  private boolean isInTime(JsonObject entry) {
    if (from == null && before == null) {
      return true;
    }
    try {
      var ts = Instant.parse(entry.string("ts").orElse(""));
      return (from == null || !ts.isBefore(from)) && (before == null || ts.isBefore(before));
    } catch (DateTimeParseException e) {
      return true; // a time that cannot be read is not left out
    }
  }

  private String text(JsonObject entry) {
    var seq = entry.get("seq") instanceof JsonNumber n ? Json.write(n) : "?";
    var decided = entry.string("decision").orElse("");
    var shown =
        switch (decided) {
          case "ALLOW" -> style().good("ALLOW           ");
          case "REQUIRE_APPROVAL" -> style().warning("REQUIRE_APPROVAL");
          case "DENY" -> style().bad("DENY            ");
          default -> " ".repeat(16);
        };
    var avid = entry.string("avid").orElse("");
    var reason = entry.string("reason").orElse("");
    return " ".repeat(Math.max(0, 6 - seq.length()))
        + seq
        + "  "
        + Visible.of(entry.string("ts").orElse("-"))
        + "  "
        + shown
        + "  "
        + Visible.of(entry.string("action_type").orElse("-"))
        + (reason.isEmpty() ? "" : "  " + Visible.of(reason))
        + (avid.isEmpty() ? "" : style().dim("  " + Visible.of(shorten(avid))));
  }

  private static String shorten(String avid) {
    return avid.length() > 17 ? avid.substring(0, 17) + "…" : avid;
  }

  private Style style() {
    return new Style(console.colour());
  }
}
