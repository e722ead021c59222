package dev.canopy.gateway;

import dev.canopy.ApprovalAct;
import dev.canopy.ApprovalJson;
import dev.canopy.ApprovalStatus;
import dev.canopy.json.Json;
import dev.canopy.json.JsonArray;
import dev.canopy.json.JsonObject;
import dev.canopy.json.JsonString;
import dev.canopy.json.JsonValue;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * Something that happened to an approval, as others are told: nothing of the payload is in it, and
 * nothing that a person wrote.
 *
 * @param id names it, the same whenever it is told
 * @param at when it happened
 * @param what {@code opened}, {@code grant}, {@code refuse}, {@code revoke}, {@code use} or {@code
 *     comment}
 * @param approval what it happened to, as it stands now
 */
record Notice(String id, Instant at, String what, ApprovalStatus approval) {

  /** All that happened to these approvals, in its order. */
  static List<Notice> of(List<ApprovalStatus> approvals) {
    var notices = new ArrayList<Notice>();
    for (var approval : approvals) {
      var id = approval.request().id();
      notices.add(new Notice(id, approval.openedAt(), "opened", approval));
      for (var i = 0; i < approval.history().size(); i++) {
        ApprovalAct act = approval.history().get(i);
        var what = act.kind().name().toLowerCase(Locale.ROOT);
        notices.add(new Notice(id + "." + (i + 1), act.at(), what, approval));
      }
    }
    notices.sort(Comparator.comparing(Notice::at));
    return notices;
  }

  byte[] body(Webhook webhook) {
    var value = webhook.form() == Webhook.Form.SLACK ? slack(webhook) : cloudEvent(webhook);
    return Json.write(value).getBytes(StandardCharsets.UTF_8);
  }

  private JsonObject cloudEvent(Webhook webhook) {
    var request = approval.request();
    var effects = new ArrayList<JsonValue>();
    request.effects().forEach(kind -> effects.add(new JsonString(kind)));
    var data =
        JsonObject.builder()
            .put("approval_id", request.id())
            .put("status", ApprovalJson.standing(approval.standing()))
            .put("avid", request.avid())
            .put("action_type", request.actionType())
            .put("reason", request.reason())
            .put("effects", new JsonArray(effects))
            .put("expires_at", request.expiresAt().toString());
    if (!webhook.link().isEmpty()) {
      data.put("link", link(webhook));
    }
    return JsonObject.builder()
        .put("specversion", "1.0")
        .put("id", id)
        .put("source", "urn:canopy:approvals")
        .put("type", "dev.canopy.approval." + what)
        .put("subject", request.id())
        .put("time", at.toString())
        .put("datacontenttype", "application/json")
        .put("data", data.build())
        .build();
  }

  private JsonObject slack(Webhook webhook) {
    var request = approval.request();
    var text =
        new StringBuilder("Approval ")
            .append(request.id(), 0, Math.min(12, request.id().length()))
            .append(": ")
            .append(what)
            .append(", now ")
            .append(ApprovalJson.standing(approval.standing()))
            .append("\nAction: ")
            .append(escaped(request.actionType()))
            .append(" (")
            .append(String.join(", ", request.effects()))
            .append(")\nWhy: ")
            .append(escaped(request.reason()))
            .append("\nUntil: ")
            .append(request.expiresAt());
    if (!webhook.link().isEmpty()) {
      text.append('\n').append(link(webhook));
    }
    return JsonObject.builder().put("text", text.toString()).build();
  }

  private String link(Webhook webhook) {
    var base = webhook.link();
    return (base.endsWith("/") ? base : base + "/") + "approvals/" + approval.request().id();
  }

  /** An agent chooses its action type: it must not become a mention, a link or another line. */
  private static String escaped(String text) {
    var out = new StringBuilder(text.length());
    for (var i = 0; i < text.length(); i++) {
      var c = text.charAt(i);
      switch (c) {
        case '&' -> out.append("&amp;");
        case '<' -> out.append("&lt;");
        case '>' -> out.append("&gt;");
        default -> out.append(Character.isISOControl(c) ? ' ' : c);
      }
    }
    return out.toString();
  }
}
