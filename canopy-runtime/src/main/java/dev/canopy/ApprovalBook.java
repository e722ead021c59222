package dev.canopy;

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
 * same log agree. A request is pending until enough people have granted it, or one has refused it;
 * what is granted can be used as often as they said, or refused or revoked before that. Nothing
 * happens to it after it has expired.
 *
 * <p>Not safe for use by several threads.
 */
final class ApprovalBook {
  static final String APPROVER = "approver";
  static final String APPROVER_ID = "approver_id";
  static final String ROLES = "approver_roles";
  static final String USES = "approval_uses";
  static final String UNTIL = "approval_until";

  /** More open requests than people can look at in a day; those beyond cannot be approved. */
  private static final int MAX_ENTRIES = 10_000;

  /** How far an approval has come. */
  enum State {
    PENDING,
    GRANTED,
    REFUSED,
    REVOKED,
    USED
  }

  private final Map<String, OpenApproval> entries = new LinkedHashMap<>();

  /** When to look whether an entry has expired, the first in front; it may last longer by then. */
  private final PriorityQueue<Due> due = new PriorityQueue<>(Comparator.comparing(Due::at));

  private record Due(Instant at, OpenApproval entry) {}

  private final int maxEntries;

  ApprovalBook() {
    this(MAX_ENTRIES);
  }

  /** A book of at most so many requests. */
  ApprovalBook(int maxEntries) {
    this.maxEntries = maxEntries;
  }

  /** A digest of what was judged; empty if it was erased. */
  static String digest(JsonObject disclosed, String name) {
    return disclosed.get(Judged.NAME) instanceof JsonObject judged
        ? judged.string(name).orElse("")
        : "";
  }

  void clear() {
    entries.clear();
    due.clear();
  }

  @Nullable OpenApproval get(String id) {
    return entries.get(id);
  }

  List<OpenApproval> pending(Instant now) {
    var pending = new ArrayList<OpenApproval>();
    for (var entry : entries.values()) {
      if (entry.state == State.PENDING && !entry.isExpired(now)) {
        pending.add(entry);
      }
    }
    return pending;
  }

  /** Everything that the book holds, oldest first. */
  List<OpenApproval> all() {
    return List.copyOf(entries.values());
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
    var kind =
        line.get(DecisionEntry.ACTION_TYPE) instanceof JsonString s
            ? ApprovalAct.Kind.of(s.value())
            : null;
    if (entry != null && kind != null) {
      entry.apply(kind, entryHash, line, ts);
    }
  }

  private void open(String entryHash, JsonObject line, Instant ts) {
    var expires = instant(line, DecisionEntry.APPROVAL_EXPIRES);
    if (expires == null || (entries.size() >= maxEntries && !dropExpired(ts))) {
      return;
    }
    if (line.get(DecisionEntry.DECISION) instanceof JsonString decision
        && decision.value().equals("REQUIRE_APPROVAL")) {
      var entry = new OpenApproval(entryHash, ts, expires, line);
      entries.put(entryHash, entry);
      due.add(new Due(expires, entry));
    }
  }

  private boolean dropExpired(Instant now) {
    for (var first = due.peek(); first != null && !now.isBefore(first.at()); first = due.peek()) {
      due.remove();
      var entry = first.entry();
      if (entry.isExpired(now)) {
        entries.remove(entry.id, entry);
      } else {
        due.add(new Due(entry.deadline(), entry));
      }
    }
    return entries.size() < maxEntries;
  }

  private static @Nullable Instant instant(JsonObject line, String name) {
    try {
      return line.get(name) instanceof JsonString s ? Instant.parse(s.value()) : null;
    } catch (DateTimeException e) {
      return null;
    }
  }
}
