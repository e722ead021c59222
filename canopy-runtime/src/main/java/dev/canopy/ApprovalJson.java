package dev.canopy;

import dev.canopy.json.JsonArray;
import dev.canopy.json.JsonObject;
import dev.canopy.json.JsonString;
import dev.canopy.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * An approval as JSON, the same on the command line and over HTTP. The form is described in
 * docs/approvals.md and only ever gains fields.
 */
public final class ApprovalJson {
  private ApprovalJson() {}

  /**
   * The approval with all that is known of it.
   *
   * @param withPayload false to leave out what was disclosed of the payload, and what changed in
   *     it, for those who may not see it
   */
  public static JsonObject of(ApprovalStatus status, boolean withPayload) {
    var request = status.request();
    var out =
        JsonObject.builder()
            .put("id", request.id())
            .put("status", standing(status.standing()))
            .put("avid", request.avid())
            .put("action_type", request.actionType())
            .put("reason", request.reason())
            .put("effects", strings(request.effects()))
            .put("payload_digest", request.payloadDigest());
    if (withPayload) {
      out.put("disclosed", request.disclosed());
    }
    out.put("opened_at", status.openedAt().toString())
        .put("expires_at", request.expiresAt().toString())
        .put("needs", ApprovalNeed.json(status.needs()));
    var history = new ArrayList<JsonValue>(status.history().size());
    status.history().forEach(act -> history.add(act(act)));
    out.put("history", new JsonArray(history));
    if (!status.previous().isEmpty()) {
      out.put("previous", status.previous());
    }
    if (withPayload && !status.changes().isEmpty()) {
      var changes = new ArrayList<JsonValue>(status.changes().size());
      status.changes().forEach(change -> changes.add(change(change)));
      out.put("changes", new JsonArray(changes));
    }
    var until = status.usableUntil();
    if (until != null) {
      out.put("uses_left", status.usesLeft()).put("usable_until", until.toString());
    }
    return out.build();
  }

  /** A standing's name. */
  public static String standing(ApprovalStatus.Standing standing) {
    return standing.name().toLowerCase(Locale.ROOT);
  }

  private static JsonObject change(ApprovalChange change) {
    var out = JsonObject.builder().put("part", change.part());
    if (change.before() != null) {
      out.put("before", change.before());
    }
    if (change.after() != null) {
      out.put("after", change.after());
    }
    return out.build();
  }

  private static JsonObject act(ApprovalAct act) {
    var out =
        JsonObject.builder()
            .put("kind", act.kind().name().toLowerCase(Locale.ROOT))
            .put("at", act.at().toString());
    if (!act.by().isEmpty()) {
      out.put("by", act.by()).put("roles", strings(act.roles())).put("text", act.text());
    }
    var grant = act.grant();
    if (grant != null) {
      out.put("uses", grant.uses());
      if (grant.until() != null) {
        out.put("until", grant.until().toString());
      }
    }
    return out.build();
  }

  private static JsonArray strings(List<String> texts) {
    var items = new ArrayList<JsonValue>(texts.size());
    texts.forEach(text -> items.add(new JsonString(WellFormed.text(text))));
    return new JsonArray(items);
  }
}
