package dev.canopy.gateway;

import dev.canopy.audit.AuditBackReader;
import dev.canopy.audit.AuditException;
import dev.canopy.audit.Disclosures;
import dev.canopy.audit.EntrySearch;
import dev.canopy.audit.NoSuchPlaceException;
import dev.canopy.json.JsonArray;
import dev.canopy.json.JsonNull;
import dev.canopy.json.JsonObject;
import dev.canopy.json.JsonString;
import dev.canopy.json.JsonValue;
import dev.canopy.records.EntryDetails;
import dev.canopy.records.LogBackCursor;
import dev.canopy.records.LogItem;
import dev.canopy.records.LogQuery;
import dev.canopy.records.LogTime;
import dev.canopy.records.Story;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the log says, for people: entries from the latest on, one of them whole, the story of an
 * agent. No request reads more of the log than {@link #MAX_LINES}, however long it is.
 */
final class LogEndpoints {
  /** A tenth of a second or so, if nothing is found before. */
  static final int MAX_LINES = 50_000;

  private static final int MAX_ENTRIES = 200;
  private static final int MAX_STEPS = 500;
  private static final int MAX_TOP = 1_000;
  private static final Set<String> FILTERS =
      Set.of(
          "decision",
          "agent",
          "type",
          "rule",
          "effect",
          "path",
          "trace",
          "session",
          "text",
          "since",
          "until");
  private static final Set<String> PAGE = with(FILTERS, "before", "after", "limit");

  private final Path log;
  private final Threads threads;
  private final InstantSource clock;
  private final LogCounts counts;

  LogEndpoints(Path log, Threads threads, InstantSource clock) {
    this.log = log;
    this.counts = new LogCounts(log);
    this.threads = threads;
    this.clock = clock;
  }

  private static Set<String> with(Set<String> names, String... more) {
    var all = new java.util.TreeSet<>(names);
    Collections.addAll(all, more);
    return Collections.unmodifiableSet(all);
  }

  /** {@code GET /log/entries}: the latest first; {@code before} goes on from an earlier answer. */
  void list(Exchange exchange) {
    threads.read(
        exchange,
        () -> {
          var asked = new QueryText(exchange.request().query(), PAGE);
          var limit = (int) asked.number("limit", 1, MAX_ENTRIES, 50);
          var after = asked.number("after", 0, Long.MAX_VALUE / 2, -1);
          var before = asked.text("before");
          Optional<AuditBackReader.Place> place =
              before == null ? Optional.empty() : Optional.of(LogJson.place(before));
          try (var cursor = new LogBackCursor(log, query(asked), place)) {
            exchange.reply(200, page(cursor, limit, after));
          } catch (NoSuchPlaceException e) {
            throw new ProblemException(
                Problem.badRequest(
                    "before names no place that is (still) there; start without it"));
          } catch (AuditException e) {
            throw unreadable(e);
          }
        });
  }

  private static JsonObject page(LogBackCursor cursor, int limit, long after)
      throws AuditException {
    var entries = new ArrayList<JsonValue>();
    var more = true;
    while (entries.size() < limit && cursor.looked() < MAX_LINES) {
      var item = cursor.next(MAX_LINES - cursor.looked());
      if (item == null) {
        more = cursor.looked() >= MAX_LINES;
        break;
      }
      if (item.fault() == null && item.index() <= after) {
        more = false;
        break;
      }
      entries.add(LogJson.of(item));
    }
    return JsonObject.builder()
        .put("entries", new JsonArray(entries))
        .put("before", more ? new JsonString(LogJson.place(cursor.place())) : JsonNull.NULL)
        .put("looked", cursor.looked())
        .put("hidden", cursor.hidden())
        .build();
  }

  /** {@code GET /log/entries/{id}}: one entry by its index, with what it commits to. */
  void show(Exchange exchange) {
    threads.read(
        exchange,
        () -> {
          var found = find(exchange.pathId());
          var values = new ArrayList<JsonValue>();
          try (var beside = Disclosures.of(log)) {
            for (var revealed : beside.reveal(found.json())) {
              var out =
                  JsonObject.builder()
                      .put("name", revealed.name())
                      .put("state", revealed.state().name().toLowerCase(Locale.ROOT));
              var disclosure = revealed.disclosure();
              if (disclosure != null) {
                out.put("value", disclosure.value());
              }
              values.add(out.build());
            }
            var out = JsonObject.builder();
            var shown = LogJson.of(found);
            for (var i = 0; i < shown.size(); i++) {
              out.put(shown.nameAt(i), shown.valueAt(i));
            }
            exchange.reply(
                200, out.put("line", found.raw()).put("values", new JsonArray(values)).build());
          } catch (AuditException e) {
            throw unreadable(e);
          }
        });
  }

  private LogItem find(String index) throws ProblemException {
    var isNumber = !index.isEmpty() && index.length() <= 15;
    for (var i = 0; isNumber && i < index.length(); i++) {
      isNumber = index.charAt(i) >= '0' && index.charAt(i) <= '9';
    }
    if (isNumber) {
      try {
        var line = EntrySearch.find(log, Long.parseLong(index));
        if (line.isPresent()) {
          return LogItem.of(line.get());
        }
      } catch (AuditException e) {
        throw unreadable(e);
      }
    }
    throw new ProblemException(Problem.notFound("no such entry, or it was pruned"));
  }

  /**
   * {@code GET /log/story}: what an agent, trace or session did, what people answered and what came
   * of it, the oldest first, as far as it is among the latest lines.
   */
  void story(Exchange exchange) {
    threads.read(
        exchange,
        () -> {
          var asked = new QueryText(exchange.request().query(), FILTERS);
          var query = query(asked);
          var terms = query.terms();
          if (terms.agent() == null && terms.trace() == null && terms.session() == null) {
            throw new ProblemException(
                Problem.badRequest("whose story? The query wants agent, trace or session"));
          }
          try (query) {
            exchange.reply(200, story(query));
          } catch (AuditException e) {
            throw unreadable(e);
          }
        });
  }

  private JsonObject story(LogQuery query) throws AuditException {
    var story = new Story(query);
    var candidates = new ArrayDeque<LogItem>();
    boolean more;
    long looked;
    try (var reader = AuditBackReader.atEnd(log)) {
      for (looked = 0; looked < MAX_LINES; looked++) {
        var line = reader.pollLine();
        if (line.isEmpty()) {
          break;
        }
        if (story.mayBelong(line.get())) {
          candidates.addFirst(LogItem.of(line.get()));
        }
      }
      more = looked == MAX_LINES;
    }
    var steps = new ArrayDeque<JsonValue>();
    for (var item : candidates) {
      var step = item.fault() == null ? story.step(item) : null;
      if (step != null) {
        steps.addLast(step.json());
        if (steps.size() > MAX_STEPS) {
          steps.removeFirst();
          more = true;
        }
      }
    }
    return JsonObject.builder()
        .put("steps", new JsonArray(new ArrayList<>(steps)))
        .put("looked", looked)
        .put("more", more)
        .build();
  }

  /** {@code GET /log/stats}: the log in numbers, as far as it is counted. */
  void stats(Exchange exchange) {
    threads.read(
        exchange,
        () -> {
          var asked = new QueryText(exchange.request().query(), Set.of("top"));
          var top = (int) asked.number("top", 0, MAX_TOP, 10);
          try {
            exchange.reply(200, counts.count(top));
          } catch (AuditException e) {
            throw unreadable(e);
          }
        });
  }

  private LogQuery query(QueryText asked) throws ProblemException {
    var decision = asked.text("decision");
    if (decision != null && !Set.of("ALLOW", "REQUIRE_APPROVAL", "DENY").contains(decision)) {
      throw new ProblemException(Problem.badRequest("decision is ALLOW, REQUIRE_APPROVAL or DENY"));
    }
    var path = asked.text("path");
    if (path != null && !path.startsWith("/")) {
      throw new ProblemException(Problem.badRequest("path is absolute"));
    }
    return new LogQuery(
        new LogQuery.Terms(
            time(asked.text("since")),
            time(asked.text("until")),
            decision,
            asked.text("agent"),
            asked.text("type"),
            asked.text("rule"),
            asked.text("effect"),
            path,
            asked.text("trace"),
            asked.text("session"),
            asked.text("text")),
        new EntryDetails(log));
  }

  private @Nullable Instant time(@Nullable String text) throws ProblemException {
    try {
      return text == null ? null : LogTime.parse(text, clock.instant());
    } catch (DateTimeException e) {
      throw new ProblemException(Problem.badRequest(Texts.short1(String.valueOf(e.getMessage()))));
    }
  }

  static ProblemException unreadable(AuditException e) {
    System.getLogger(LogEndpoints.class.getName())
        .log(System.Logger.Level.WARNING, "the log cannot be read: " + e.getMessage());
    return new ProblemException(Problem.unavailable("the log cannot be read now"));
  }
}
