package dev.canopy.cli;

import dev.canopy.records.EntryDetails;
import dev.canopy.records.LogQuery;
import dev.canopy.records.LogTime;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say which entries are asked for. */
final class LogQueryOptions {
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
      names = "--effect",
      paramLabel = "KIND",
      description = "Only actions with such an effect: deletes, connects, ….")
  private @Nullable String effect;

  @Option(
      names = "--path",
      paramLabel = "PATH",
      description = "Only actions on this file, or on one below this directory.")
  private @Nullable String path;

  @Option(names = "--trace", paramLabel = "ID", description = "Only this trace.")
  private @Nullable String trace;

  @Option(names = "--session", paramLabel = "ID", description = "Only this session.")
  private @Nullable String session;

  @Option(
      names = "--text",
      paramLabel = "TEXT",
      description = "Only entries with this in one of their texts.")
  private @Nullable String text;

  @Option(
      names = "--since",
      paramLabel = "TIME",
      description = "Only from this time on: 2026-11-22, 2026-11-22T10:00:00Z, or 2h ago as 2h.")
  private @Nullable String since;

  @Option(names = "--until", paramLabel = "TIME", description = "Only before this time.")
  private @Nullable String until;

  LogQuery query(Console console, Path log) throws CommandFailure {
    return new LogQuery(terms(console), new EntryDetails(log));
  }

  private LogQuery.Terms terms(Console console) throws CommandFailure {
    var now = console.clock().instant();
    if (path != null && !path.startsWith("/")) {
      throw CommandFailure.usage("--path: `" + path + "` is not absolute");
    }
    return new LogQuery.Terms(
        since == null ? null : time("--since", since, now),
        until == null ? null : time("--until", until, now),
        decision == null ? null : decision(decision),
        agent,
        type,
        rule,
        effect,
        path,
        trace,
        session,
        text);
  }

  /** A time that an option gives. */
  static Instant time(String option, String text, Instant now) throws CommandFailure {
    try {
      return LogTime.parse(text, now);
    } catch (DateTimeException e) {
      throw CommandFailure.usage(option + ": " + e.getMessage());
    }
  }

  private static String decision(String given) throws CommandFailure {
    var decision = given.toUpperCase(Locale.ROOT).replace('-', '_');
    return switch (decision) {
      case "ALLOW", "REQUIRE_APPROVAL", "DENY" -> decision;
      default ->
          throw CommandFailure.usage(
              "--decision: `" + given + "` is not ALLOW, REQUIRE_APPROVAL or DENY");
    };
  }
}
