package dev.canopy.records;

import dev.canopy.json.JsonArray;
import dev.canopy.json.JsonObject;
import dev.canopy.json.JsonValue;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Counts what is in a log. Not safe for use by several threads. */
public final class LogStats {
  /** How long the parts are over which decisions are counted. */
  public enum Bucket {
    MINUTE(16),
    HOUR(13),
    DAY(10);

    /** So many characters of a time name the part. */
    private final int prefix;

    Bucket(int prefix) {
      this.prefix = prefix;
    }

    /** The name in JSON and on the command line. */
    public String wireName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** More parts than this are thinned out to the next longer kind. */
  private static final int MAX_BUCKETS = 5_000;

  /** Requests whose answer is still awaited are kept; so many fit into a day. */
  private static final int MAX_OPEN = 200_000;

  private final Tally decisions = new Tally();
  private final Tally rules = new Tally();
  private final Tally agents = new Tally();
  private final Tally types = new Tally();
  private final Tally effects = new Tally();
  private final Tally severities = new Tally();
  private final Tally policies = new Tally();

  /** Decisions by part of time: ALLOW, REQUIRE_APPROVAL, DENY. */
  private final Map<String, long[]> overTime = new TreeMap<>();

  private final Map<String, Instant> open = new HashMap<>();
  private final Set<String> answered = new HashSet<>();
  private final List<Long> waits = new ArrayList<>();
  private long granted;
  private long refused;
  private long used;
  private long requested;
  private long entries;
  private long notEntries;
  private String firstTs = "";
  private String lastTs = "";
  private Bucket bucket;

  /** Counts decisions over parts of time that are at least this long. */
  public LogStats(Bucket bucket) {
    this.bucket = bucket;
  }

  /** How long the parts of {@link #overTime} are now. */
  public Bucket bucket() {
    return bucket;
  }

  /** Counts an entry. They come in the order of the log. */
  public void add(LogItem item) {
    if (item.fault() != null) {
      notEntries++;
      return;
    }
    entries++;
    var ts = item.text("ts");
    firstTs = firstTs.isEmpty() ? ts : firstTs;
    lastTs = ts;
    var type = item.text("action_type");
    types.add(type);
    if (!item.text("avid").isEmpty()) {
      agents.add(item.text("avid"));
    }
    var decision = item.text("decision");
    if (decision.isEmpty()) {
      approval(type, item, ts);
      return;
    }
    decisions.add(decision);
    if (!item.text("severity").isEmpty()) {
      severities.add(item.text("severity"));
    }
    if (!item.text("policy").isEmpty()) {
      policies.add(item.text("policy"));
    }
    item.texts("rule_ids").forEach(rules::add);
    item.texts("effects").forEach(effects::add);
    count(decision, ts);
    if (decision.equals("REQUIRE_APPROVAL") && !item.text("approval_expires").isEmpty()) {
      requested++;
      var at = instant(ts);
      if (at != null && open.size() < MAX_OPEN) {
        open.put(item.line().hash(), at);
      }
    }
  }

  /** What people answer, and how long they took for their first answer. */
  private void approval(String type, LogItem item, String ts) {
    switch (type) {
      case "approval.grant" -> granted++;
      case "approval.refuse" -> refused++;
      case "approval.use" -> used++;
      default -> {
        return;
      }
    }
    var id = item.text("approval_id");
    var asked = open.get(id);
    var at = instant(ts);
    if (asked != null && at != null && !type.equals("approval.use") && answered.add(id)) {
      waits.add(Duration.between(asked, at).toMillis());
    }
  }

  private void count(String decision, String ts) {
    var column =
        switch (decision) {
          case "ALLOW" -> 0;
          case "REQUIRE_APPROVAL" -> 1;
          case "DENY" -> 2;
          default -> -1;
        };
    if (column < 0 || ts.length() < bucket.prefix) {
      return;
    }
    overTime.computeIfAbsent(ts.substring(0, bucket.prefix), k -> new long[3])[column]++;
    while (overTime.size() > MAX_BUCKETS && bucket != Bucket.DAY) {
      coarsen();
    }
  }

  /** Counts over longer parts of time until there are at most so many, or over days. */
  public void fit(int parts) {
    while (overTime.size() > parts && bucket != Bucket.DAY) {
      coarsen();
    }
  }

  private void coarsen() {
    bucket = bucket == Bucket.MINUTE ? Bucket.HOUR : Bucket.DAY;
    var merged = new TreeMap<String, long[]>();
    overTime.forEach(
        (part, counts) -> {
          var sum = merged.computeIfAbsent(part.substring(0, bucket.prefix), k -> new long[3]);
          for (var i = 0; i < sum.length; i++) {
            sum[i] += counts[i];
          }
        });
    overTime.clear();
    overTime.putAll(merged);
  }

  private static @Nullable Instant instant(String ts) {
    try {
      return Instant.parse(ts);
    } catch (DateTimeException e) {
      return null;
    }
  }

  /** How often each decision was made. */
  public Tally decisions() {
    return decisions;
  }

  /** How often each rule decided. */
  public Tally rules() {
    return rules;
  }

  /** How many entries are of each agent. */
  public Tally agents() {
    return agents;
  }

  /** How many entries have each action type. */
  public Tally types() {
    return types;
  }

  /** How many decisions had each kind of effect. */
  public Tally effects() {
    return effects;
  }

  /** How many decisions had each severity. */
  public Tally severities() {
    return severities;
  }

  /** How many decisions were made by each policy, by its digest. */
  public Tally policies() {
    return policies;
  }

  /** Decisions by part of time: ALLOW, REQUIRE_APPROVAL, DENY. */
  public Map<String, long[]> overTime() {
    return overTime;
  }

  /** How often a person agreed. */
  public long granted() {
    return granted;
  }

  /** How often a person refused. */
  public long refused() {
    return refused;
  }

  /** How often an approval was used. */
  public long used() {
    return used;
  }

  /** How many approvals were asked for. */
  public long requested() {
    return requested;
  }

  /** How many entries were counted. */
  public long entries() {
    return entries;
  }

  /** How many lines were no entries. */
  public long notEntries() {
    return notEntries;
  }

  /** The time of the first entry; empty if there is none. */
  public String firstTs() {
    return firstTs;
  }

  /** The time of the last entry; empty if there is none. */
  public String lastTs() {
    return lastTs;
  }

  /** How many requests were answered whose beginning is among the entries. */
  public int answered() {
    return waits.size();
  }

  /** Requests without a person's answer: awaited still, or expired. */
  public long unanswered() {
    return requested - answered.size();
  }

  /** The time that this share of the answers took at most, in milliseconds; 0 without answers. */
  public long waitMillis(double share) {
    if (waits.isEmpty()) {
      return 0;
    }
    Collections.sort(waits);
    var rank = (int) Math.ceil(share * waits.size());
    return waits.get(Math.max(0, Math.min(waits.size(), rank) - 1));
  }

  /**
   * Decisions by part of time, as JSON: {@code [{"from", "ALLOW", "REQUIRE_APPROVAL", "DENY"}]}.
   */
  public JsonArray overTimeJson() {
    var parts = new ArrayList<JsonValue>(overTime.size());
    overTime.forEach(
        (part, counts) ->
            parts.add(
                JsonObject.builder()
                    .put("from", part)
                    .put("ALLOW", counts[0])
                    .put("REQUIRE_APPROVAL", counts[1])
                    .put("DENY", counts[2])
                    .build()));
    return new JsonArray(parts);
  }

  /** What became of approvals, and how long people took, as JSON. */
  public JsonObject approvalsJson() {
    return JsonObject.builder()
        .put("requested", requested)
        .put("granted", granted)
        .put("refused", refused)
        .put("used", used)
        .put("unanswered", unanswered())
        .put("wait_ms_p50", waitMillis(0.5))
        .put("wait_ms_p90", waitMillis(0.9))
        .put("wait_ms_max", waitMillis(1))
        .build();
  }
}
