package dev.canopy;

import dev.canopy.json.JsonArray;
import dev.canopy.json.JsonNumber;
import dev.canopy.json.JsonObject;
import dev.canopy.json.JsonString;
import dev.canopy.json.JsonValue;
import dev.canopy.policy.ApprovalTerms;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whom an approval needs, as the policy's rules ask. Where there are several, each must be met.
 *
 * @param by the role that approvers must have; empty: any
 * @param approvers how many different people
 * @param escalatesAt from when others may approve too; null: never
 * @param escalateTo the role of these; empty if never
 */
public record ApprovalNeed(
    String by, int approvers, @Nullable Instant escalatesAt, String escalateTo) {
  /** One person, whoever it is. */
  static final ApprovalNeed ANYONE = new ApprovalNeed("", 1, null, "");

  /** More rules than decide on one action; a line that has more needs is no request. */
  private static final int MAX_NEEDS = 16;

  public ApprovalNeed {
    Objects.requireNonNull(by, "by");
    Objects.requireNonNull(escalateTo, "escalateTo");
  }

  /** True if someone with these roles counts towards it at that time. */
  boolean takes(Set<String> roles, Instant at) {
    return by.isEmpty() || roles.contains(by) || (isEscalated(at) && roles.contains(escalateTo));
  }

  /** True if those it escalates to may approve too. */
  public boolean isEscalated(Instant at) {
    return escalatesAt != null && !at.isBefore(escalatesAt);
  }

  /** What rules ask of an action that is asked about now, each once. */
  static List<ApprovalNeed> of(List<ApprovalTerms> terms, Instant now) {
    var needs = new LinkedHashSet<ApprovalNeed>();
    for (var each : terms) {
      var after = each.escalateAfter();
      needs.add(
          new ApprovalNeed(
              each.by(),
              each.approvers(),
              after == null ? null : now.plus(after),
              each.escalateTo()));
    }
    return List.copyOf(needs);
  }

  /** As a log line has them. */
  static JsonArray json(List<ApprovalNeed> needs) {
    var items = new ArrayList<JsonValue>(needs.size());
    for (var need : needs) {
      var item = JsonObject.builder();
      if (!need.by.isEmpty()) {
        item.put("by", need.by);
      }
      item.put("approvers", need.approvers);
      if (need.escalatesAt != null) {
        item.put("escalates_at", need.escalatesAt.toString()).put("escalate_to", need.escalateTo);
      }
      items.add(item.build());
    }
    return new JsonArray(items);
  }

  /**
   * Reads what {@link #json} wrote; one person if the line says nothing. Null if it is not what is
   * written: then nobody knows who must agree, and nobody can.
   */
  static @Nullable List<ApprovalNeed> read(@Nullable JsonValue value) {
    if (value == null) {
      return List.of(ANYONE);
    }
    if (!(value instanceof JsonArray array)
        || array.items().isEmpty()
        || array.items().size() > MAX_NEEDS) {
      return null;
    }
    var needs = new ArrayList<ApprovalNeed>();
    for (var item : array.items()) {
      var need = item instanceof JsonObject object ? readOne(object) : null;
      if (need == null) {
        return null;
      }
      needs.add(need);
    }
    return needs;
  }

  private static @Nullable ApprovalNeed readOne(JsonObject item) {
    var at = item.get("escalates_at");
    try {
      var approvers = item.get("approvers") instanceof JsonNumber n ? (int) n.value() : 0;
      return approvers < 1
          ? null
          : new ApprovalNeed(
              item.string("by").orElse(""),
              approvers,
              at instanceof JsonString s ? Instant.parse(s.value()) : null,
              item.string("escalate_to").orElse(""));
    } catch (DateTimeException e) {
      return null;
    }
  }
}
