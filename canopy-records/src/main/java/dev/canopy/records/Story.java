package dev.canopy.records;

import dev.canopy.audit.AuditException;
import dev.canopy.audit.AuditLine;
import dev.canopy.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The story of an agent or a trace: its decisions, and what belongs to them, such as a person's
 * answer or an outcome, which name the decision and not the agent. Not safe for use by several
 * threads.
 */
public final class Story {
  /**
   * What every line has that belongs to a decision: {@code approval_id}, {@code authorization_id}.
   */
  private static final byte[] MARK = "_id\":\"".getBytes(StandardCharsets.US_ASCII);

  /** So many decisions are remembered, to join what comes after them. */
  private static final int MAX_REMEMBERED = 1_000_000;

  private record Told(long index, @Nullable Instant at) {}

  /**
   * An entry of the story.
   *
   * @param joins the index of the entry that it belongs to; -1 if it stands for itself
   * @param after how long after that entry it came; null if that is not known
   */
  public record Step(LogItem item, long joins, @Nullable Duration after) {
    /** The entry as it stands in the log, and what it belongs to. */
    public JsonObject json() {
      var out =
          JsonObject.builder().put("index", item.index()).put("entry_hash", item.line().hash());
      if (joins >= 0) {
        out.put("joins", joins);
        if (after != null) {
          out.put("after_ms", after.toMillis());
        }
      }
      return out.put("entry", item.json()).build();
    }
  }

  private final Map<String, Told> byHash = new HashMap<>();
  private final LogQuery query;

  /** Of what the query asks for, usually an agent, a trace or a session. */
  public Story(LogQuery query) {
    this.query = query;
  }

  /** The entry as a step of the story; null if it is none. */
  public @Nullable Step step(LogItem item) throws AuditException {
    var belongsTo = byHash.get(item.text("authorization_id"));
    if (belongsTo == null) {
      belongsTo = byHash.get(item.text("approval_id"));
    }
    if (belongsTo == null && query.match(item) != Match.YES) {
      return null;
    }
    var at = instant(item.text("ts"));
    if (!item.text("decision").isEmpty() && byHash.size() < MAX_REMEMBERED) {
      byHash.put(item.line().hash(), new Told(item.index(), at));
    }
    if (belongsTo == null) {
      return new Step(item, -1, null);
    }
    var after = at == null || belongsTo.at() == null ? null : Duration.between(belongsTo.at(), at);
    return new Step(item, belongsTo.index(), after);
  }

  /** False only if the line surely is no step of the story. */
  public boolean mayBelong(AuditLine line) {
    return query.mayMatch(line) || line.contains(MARK);
  }

  private static @Nullable Instant instant(String ts) {
    try {
      return Instant.parse(ts);
    } catch (DateTimeException e) {
      return null;
    }
  }
}
