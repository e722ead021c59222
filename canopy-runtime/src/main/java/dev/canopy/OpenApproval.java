package dev.canopy;

import dev.canopy.json.JsonArray;
import dev.canopy.json.JsonNumber;
import dev.canopy.json.JsonObject;
import dev.canopy.json.JsonString;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One request for approval and what became of it: a fold over its log entries in their order. Every
 * entry either counts or does not, whoever reads the log; the one who wrote it looks afterwards.
 *
 * <p>Not safe for use by several threads.
 */
final class OpenApproval {
  /** As much as a person reads about one request; of what comes after only decisions count. */
  private static final int MAX_HISTORY = 100;

  final String id;
  final Instant opened;
  final JsonObject line;
  ApprovalBook.State state = ApprovalBook.State.PENDING;

  /** The log entry that brought it into its state. */
  String decidedBy;

  private final Instant expires;

  /** Null if the line does not say it as it is said: then nobody can approve. */
  private final @Nullable List<ApprovalNeed> needs;

  /** What was given, by who gave it, until it is enough. */
  private final Map<String, Vote> votes = new LinkedHashMap<>();

  private final List<ApprovalAct> history = new ArrayList<>();

  /** The entries that counted; as many as may be used, and a history. */
  private final Set<String> counted = new HashSet<>();

  private int usesLeft;
  private @Nullable Instant until;

  private record Vote(ApprovalGrant grant, Set<String> roles, Instant at) {}

  OpenApproval(String id, Instant opened, Instant expires, JsonObject line) {
    this.id = id;
    this.opened = opened;
    this.expires = expires;
    this.line = line;
    this.decidedBy = id;
    this.needs = ApprovalNeed.read(line.get(DecisionEntry.APPROVAL_NEEDS));
  }

  String text(String name) {
    return text(line, name);
  }

  private static String text(JsonObject line, String name) {
    return line.get(name) instanceof JsonString s ? s.value() : "";
  }

  /** From when nothing happens to it any more. */
  Instant deadline() {
    return until == null ? expires : until;
  }

  boolean isExpired(Instant now) {
    return !now.isBefore(deadline());
  }

  boolean hasCounted(String entryHash) {
    return counted.contains(entryHash);
  }

  /** Takes in an entry of the log that names it. */
  void apply(ApprovalAct.Kind kind, String entryHash, JsonObject entry, Instant ts) {
    if (isExpired(ts)) {
      return;
    }
    var act = act(kind, entry, ts);
    var counts =
        switch (kind) {
          case GRANT -> grant(act, entryHash, text(entry, ApprovalBook.APPROVER_ID));
          case REFUSE ->
              (state == ApprovalBook.State.PENDING || state == ApprovalBook.State.GRANTED)
                  && become(ApprovalBook.State.REFUSED, entryHash);
          case REVOKE ->
              state == ApprovalBook.State.GRANTED && become(ApprovalBook.State.REVOKED, entryHash);
          case USE -> use(entryHash);
          case COMMENT -> !act.by().isEmpty() && history.size() < MAX_HISTORY;
        };
    if (counts) {
      counted.add(entryHash);
      if (kind != ApprovalAct.Kind.USE || history.size() < MAX_HISTORY) {
        history.add(act);
      }
    }
  }

  private boolean become(ApprovalBook.State next, String entryHash) {
    state = next;
    decidedBy = entryHash;
    usesLeft = 0;
    return true;
  }

  private boolean grant(ApprovalAct act, String entryHash, String approverId) {
    if (act.grant() == null
        || objection(act.by(), approverId, new TreeSet<>(act.roles()), act.at()) != null) {
      return false;
    }
    votes.put(
        person(bare(act.by(), approverId)),
        new Vote(act.grant(), Set.copyOf(act.roles()), act.at()));
    if (isEnough()) {
      become(ApprovalBook.State.GRANTED, entryHash);
      usesLeft = ApprovalGrant.MOST_USES;
      until = opened.plus(Approvals.LONGEST);
      for (var vote : votes.values()) {
        // Of several who agree, the one who gives least is heard.
        usesLeft = Math.min(usesLeft, vote.grant.uses());
        var end = vote.grant.until() == null ? expires : vote.grant.until();
        until = end.isBefore(until) ? end : until;
      }
    }
    return true;
  }

  private boolean isEnough() {
    if (needs == null) {
      return false;
    }
    for (var need : needs) {
      var count = 0;
      for (var vote : votes.values()) {
        count += need.takes(vote.roles, vote.at) ? 1 : 0;
      }
      if (count < need.approvers()) {
        return false;
      }
    }
    return true;
  }

  private boolean use(String entryHash) {
    if (state != ApprovalBook.State.GRANTED || usesLeft == 0) {
      return false;
    }
    usesLeft--;
    if (usesLeft == 0) {
      become(ApprovalBook.State.USED, entryHash);
    }
    return true;
  }

  /** Why a grant by this person would not count; null if it would. */
  @Nullable String objection(String approver, String approverId, Set<String> roles, Instant at) {
    if (state != ApprovalBook.State.PENDING) {
      return "the approval `" + id + "` is already " + state.name().toLowerCase(Locale.ROOT);
    }
    if (approver.isEmpty()) {
      return "the approver must be named";
    }
    if (needs == null) {
      return "the log does not say who must agree";
    }
    var bare = bare(approver, approverId);
    if (isTheAgents(bare) || isTheAgents(approverId)) {
      return "an agent cannot decide on its own request";
    }
    if (isTheOwners(bare) || isTheOwners(approverId)) {
      return "the agent's owner cannot decide on its request";
    }
    if (votes.containsKey(person(bare))) {
      return "`" + bare + "` has agreed already; someone else must agree too";
    }
    var open = new TreeSet<String>();
    for (var need : needs) {
      if (need.takes(roles, at)) {
        return null;
      }
      open.add(need.by());
      if (need.isEscalated(at)) {
        open.add(need.escalateTo());
      }
    }
    return "this takes someone with the role `" + String.join("` or `", open) + "`";
  }

  private boolean isTheAgents(String who) {
    return !who.isEmpty()
        && (person(who).equals(person(text(DecisionEntry.AVID)))
            || person(who).equals(person(text(DecisionEntry.CALLER))));
  }

  private boolean isTheOwners(String who) {
    if (who.isEmpty()) {
      return false;
    }
    var owner = line.get(DecisionEntry.OWNER);
    if (owner instanceof JsonArray several) {
      return several.items().stream()
          .anyMatch(each -> each instanceof JsonString s && person(s.value()).equals(person(who)));
    }
    return owner instanceof JsonString s && person(s.value()).equals(person(who));
  }

  /** The name of someone who may be called by name and id: whoever has two keys is one person. */
  private static String bare(String approver, String approverId) {
    var suffix = " (" + approverId + ")";
    return !approverId.isEmpty() && approver.endsWith(suffix)
        ? approver.substring(0, approver.length() - suffix.length())
        : approver;
  }

  /** A name as it is compared. */
  private static String person(String name) {
    return name.strip().toLowerCase(Locale.ROOT);
  }

  private ApprovalAct act(ApprovalAct.Kind kind, JsonObject entry, Instant ts) {
    var roles = new ArrayList<String>();
    if (entry.get(ApprovalBook.ROLES) instanceof JsonArray array) {
      array.items().stream()
          .limit(Approver.MAX_ROLES)
          .forEach(item -> roles.add(item instanceof JsonString s ? s.value() : ""));
    }
    return new ApprovalAct(
        kind,
        text(entry, ApprovalBook.APPROVER),
        roles,
        ts,
        text(entry, DecisionEntry.REASON),
        kind == ApprovalAct.Kind.GRANT ? grantOf(entry) : null);
  }

  /** How far a grant goes; null if the entry says it in a way that is not ours. */
  private static @Nullable ApprovalGrant grantOf(JsonObject entry) {
    try {
      var uses = entry.get(ApprovalBook.USES);
      var until = entry.get(ApprovalBook.UNTIL);
      if ((uses != null && !(uses instanceof JsonNumber))
          || (until != null && !(until instanceof JsonString))) {
        return null;
      }
      return new ApprovalGrant(
          uses instanceof JsonNumber n ? (int) n.value() : 1,
          until instanceof JsonString s ? Instant.parse(s.value()) : null);
    } catch (DateTimeException | IllegalArgumentException e) {
      return null;
    }
  }

  /** The approval that it was asked with, which did not fit; empty if none. */
  String previous() {
    return text(DecisionEntry.APPROVAL_ID);
  }

  /**
   * How far it has come.
   *
   * @param disclosed what was disclosed beside its entry
   * @param changes what is different since the previous one
   */
  ApprovalStatus status(Instant now, JsonObject disclosed, List<ApprovalChange> changes) {
    var standing =
        switch (state) {
          case USED -> ApprovalStatus.Standing.USED;
          case REFUSED -> ApprovalStatus.Standing.REFUSED;
          case REVOKED -> ApprovalStatus.Standing.REVOKED;
          case PENDING ->
              isExpired(now) ? ApprovalStatus.Standing.EXPIRED : ApprovalStatus.Standing.PENDING;
          case GRANTED ->
              isExpired(now) ? ApprovalStatus.Standing.EXPIRED : ApprovalStatus.Standing.GRANTED;
        };
    return new ApprovalStatus(
        pending(disclosed),
        standing,
        opened,
        needs == null ? List.of() : needs,
        history,
        previous(),
        changes,
        usesLeft,
        until);
  }

  /** The request, with what was disclosed beside its entry. */
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
        ApprovalBook.digest(disclosed, Judged.PAYLOAD_DIGEST),
        new ApprovalChanges.Side(line, disclosed).payload(),
        expires);
  }
}
