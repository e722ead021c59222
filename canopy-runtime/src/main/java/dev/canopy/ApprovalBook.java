package dev.canopy;

import dev.canopy.json.JsonArray;
import dev.canopy.json.JsonObject;
import dev.canopy.json.JsonString;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * What the log says of approvals: a fold over its lines in their order, so that all who read the
 * same log agree. A request is pending until it is granted or refused; what is granted can be used
 * once, or refused before that. Nothing happens to it after it has expired.
 *
 * <p>Not safe for use by several threads.
 */
final class ApprovalBook {
  static final String GRANT = "approval.grant";
  static final String REFUSE = "approval.refuse";
  static final String USE = "approval.use";
  static final String APPROVER = "approver";

  /** More open requests than people can look at in a day; those beyond cannot be approved. */
  private static final int MAX_ENTRIES = 10_000;

  /** How far an approval has come. */
  enum State {
    PENDING,
    GRANTED,
    REFUSED,
    USED
  }

  /** One request for approval and what became of it. */
  static final class Entry {
    final String id;
    final Instant expires;
    final JsonObject line;
    State state = State.PENDING;

    /** The log entry that brought it into its state. */
    String decidedBy;

    Entry(String id, Instant expires, JsonObject line) {
      this.id = id;
      this.expires = expires;
      this.line = line;
      this.decidedBy = id;
    }

    String text(String name) {
      return line.get(name) instanceof JsonString s ? s.value() : "";
    }

    boolean isExpired(Instant now) {
      return !now.isBefore(expires);
    }

    /** How far it has come, with what was disclosed beside its entry. */
    ApprovalStatus status(Instant now, JsonObject disclosed) {
      var standing =
          switch (state) {
            case USED -> ApprovalStatus.Standing.USED;
            case REFUSED -> ApprovalStatus.Standing.REFUSED;
            case PENDING ->
                isExpired(now) ? ApprovalStatus.Standing.EXPIRED : ApprovalStatus.Standing.PENDING;
            case GRANTED ->
                isExpired(now) ? ApprovalStatus.Standing.EXPIRED : ApprovalStatus.Standing.GRANTED;
          };
      return new ApprovalStatus(pending(disclosed), standing);
    }

    /** The approval, with what was disclosed beside its entry. */
    PendingApproval pending(JsonObject disclosed) {
      var kinds = new ArrayList<String>();
      if (line.get(DecisionEntry.EFFECTS) instanceof JsonArray array) {
        for (var item : array.items()) {
          if (item instanceof JsonString s) {
            kinds.add(s.value());
          }
        }
      }
      return new PendingApproval(
          id,
          text(DecisionEntry.AVID),
          text(DecisionEntry.ACTION_TYPE),
          text(DecisionEntry.REASON),
          kinds,
          digest(disclosed, Judged.PAYLOAD_DIGEST),
          payload(disclosed),
          expires);
    }
  }

  /** A digest of what was judged; empty if it was erased. */
  static String digest(JsonObject disclosed, String name) {
    return disclosed.get(Judged.NAME) instanceof JsonObject judged
        ? judged.string(name).orElse("")
        : "";
  }

  private static JsonObject payload(JsonObject disclosed) {
    var payload = JsonObject.builder();
    for (var i = 0; i < disclosed.size(); i++) {
      if (!disclosed.nameAt(i).equals(Judged.NAME)) {
        payload.put(disclosed.nameAt(i), disclosed.valueAt(i));
      }
    }
    return payload.build();
  }

  private final Map<String, Entry> entries = new LinkedHashMap<>();

  /** The same entries, the one that expires first in front. */
  private final PriorityQueue<Entry> byExpiry =
      new PriorityQueue<>(Comparator.comparing((Entry entry) -> entry.expires));

  private final int maxEntries;

  ApprovalBook() {
    this(MAX_ENTRIES);
  }

  /** A book of at most so many requests. */
  ApprovalBook(int maxEntries) {
    this.maxEntries = maxEntries;
  }

  void clear() {
    entries.clear();
    byExpiry.clear();
  }

  @Nullable Entry get(String id) {
    return entries.get(id);
  }

  List<Entry> pending(Instant now) {
    var pending = new ArrayList<Entry>();
    for (var entry : entries.values()) {
      if (entry.state == State.PENDING && !entry.isExpired(now)) {
        pending.add(entry);
      }
    }
    return pending;
  }

  /** Takes in the next line of the log. */
  void apply(String entryHash, JsonObject line) {
    var ts = instant(line, "ts");
    if (ts == null) {
      return;
    }
    if (line.get(DecisionEntry.DECISION) != null) {
      open(entryHash, line, ts);
      return;
    }
    // INVARIANT: an agent chooses its action type, but only entries that are no decisions get here.
    var id = line.get(DecisionEntry.APPROVAL_ID) instanceof JsonString s ? s.value() : "";
    var entry = entries.get(id);
    if (entry == null || entry.isExpired(ts)) {
      return;
    }
    var type = line.get(DecisionEntry.ACTION_TYPE) instanceof JsonString s ? s.value() : "";
    switch (type) {
      case GRANT -> {
        if (entry.state == State.PENDING && !isByTheAgent(entry, line)) {
          decide(entry, State.GRANTED, entryHash);
        }
      }
      case REFUSE -> {
        if (entry.state == State.PENDING || entry.state == State.GRANTED) {
          decide(entry, State.REFUSED, entryHash);
        }
      }
      case USE -> {
        if (entry.state == State.GRANTED) {
          decide(entry, State.USED, entryHash);
        }
      }
      default -> {
        // Some other entry that names an approval; it changes nothing.
      }
    }
  }

  private void open(String entryHash, JsonObject line, Instant ts) {
    var expires = instant(line, DecisionEntry.APPROVAL_EXPIRES);
    if (expires == null || (entries.size() >= maxEntries && !dropExpired(ts))) {
      return;
    }
    if (line.get(DecisionEntry.DECISION) instanceof JsonString decision
        && decision.value().equals("REQUIRE_APPROVAL")) {
      var entry = new Entry(entryHash, expires, line);
      entries.put(entryHash, entry);
      byExpiry.add(entry);
    }
  }

  private boolean dropExpired(Instant now) {
    for (var first = byExpiry.peek();
        first != null && first.isExpired(now);
        first = byExpiry.peek()) {
      byExpiry.remove();
      entries.remove(first.id, first);
    }
    return entries.size() < maxEntries;
  }

  private static void decide(Entry entry, State state, String entryHash) {
    entry.state = state;
    entry.decidedBy = entryHash;
  }

  private static boolean isByTheAgent(Entry entry, JsonObject line) {
    return !(line.get(APPROVER) instanceof JsonString s)
        || s.value().equals(entry.text(DecisionEntry.AVID));
  }

  private static @Nullable Instant instant(JsonObject line, String name) {
    try {
      return line.get(name) instanceof JsonString s ? Instant.parse(s.value()) : null;
    } catch (DateTimeException e) {
      return null;
    }
  }
}
