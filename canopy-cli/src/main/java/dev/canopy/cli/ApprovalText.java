package dev.canopy.cli;

import dev.canopy.ApprovalAct;
import dev.canopy.ApprovalJson;
import dev.canopy.ApprovalNeed;
import dev.canopy.ApprovalStatus;
import dev.canopy.PendingApproval;
import dev.canopy.json.Json;
import dev.canopy.json.JsonString;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An approval in words for the one who decides. */
final class ApprovalText {
  private ApprovalText() {}

  /** All that there is to know about it. */
  static String of(ApprovalStatus status, Instant now) {
    var request = status.request();
    var out = new StringBuilder();
    out.append(Visible.of(request.id()))
        .append("  ")
        .append(Visible.of(request.actionType()))
        .append(": ")
        .append(Visible.of(String.join(", ", request.effects())));
    line(out, "why", request.reason());
    line(out, "agent", request.avid());
    payload(out, request);
    line(out, "until", request.expiresAt().toString());
    if (status.standing() != ApprovalStatus.Standing.PENDING) {
      line(out, "standing", standing(status));
    }
    needs(out, status, now);
    for (var change : status.changes()) {
      line(
          out,
          "changed",
          change.part() + ": " + shown(change.before()) + " → " + shown(change.after()));
    }
    for (var act : status.history()) {
      line(out, "since", act(act));
    }
    return out.append('\n').toString();
  }

  private static String shown(@Nullable String text) {
    return text == null ? "(not there)" : "`" + text + "`";
  }

  private static void line(StringBuilder out, String name, String text) {
    out.append("\n  ").append(name).append(" ".repeat(Math.max(1, 9 - name.length())));
    out.append(Visible.of(text));
  }

  /** What was asked, as far as it is kept; else its digest, for who has the payload. */
  private static void payload(StringBuilder out, PendingApproval approval) {
    for (var i = 0; i < approval.disclosed().size(); i++) {
      var value = approval.disclosed().valueAt(i);
      out.append("\n  ").append(Visible.of(approval.disclosed().nameAt(i))).append("  ");
      out.append(Visible.of(value instanceof JsonString s ? s.value() : Json.write(value)));
    }
    var digest = approval.payloadDigest();
    line(out, "payload", digest.isEmpty() ? "erased: it cannot be approved any more" : digest);
  }

  /** How far it has come, in a few words. */
  static String standing(ApprovalStatus status) {
    var name = ApprovalJson.standing(status.standing());
    var until = status.usableUntil();
    return status.standing() == ApprovalStatus.Standing.GRANTED && until != null
        ? name + ", for " + uses(status.usesLeft()) + " until " + until
        : name;
  }

  /** What has just been done about it, in a word: the last line of its history. */
  static String outcome(ApprovalStatus status) {
    var last = status.history().get(status.history().size() - 1).kind();
    return switch (last) {
      case GRANT ->
          status.standing() == ApprovalStatus.Standing.PENDING
              ? "agreed to, and others must agree too:"
              : "approved";
      case REFUSE -> "refused";
      case REVOKE -> "revoked";
      case COMMENT -> "commented on";
      case USE -> "used";
    };
  }

  private static String uses(int uses) {
    return uses == 1 ? "1 more use" : uses + " more uses";
  }

  private static void needs(StringBuilder out, ApprovalStatus status, Instant now) {
    if (status.needs().isEmpty()) {
      line(out, "needs", "nobody can approve it: the log does not say who must agree");
    }
    for (var need : status.needs()) {
      if (need.approvers() > 1 || !need.by().isEmpty()) {
        line(out, "needs", words(need, now));
      }
    }
  }

  /** Whom it needs, in words. */
  static String words(ApprovalNeed need, Instant now) {
    var words = need.approvers() == 1 ? "one person" : need.approvers() + " people";
    if (!need.by().isEmpty()) {
      words += " with the role " + need.by();
    }
    if (need.escalatesAt() == null) {
      return words;
    }
    return need.isEscalated(now)
        ? words + " or " + need.escalateTo()
        : words + "; from " + need.escalatesAt() + " also " + need.escalateTo();
  }

  private static String act(ApprovalAct act) {
    var what =
        switch (act.kind()) {
          case GRANT -> "approved by ";
          case REFUSE -> "refused by ";
          case REVOKE -> "revoked by ";
          case COMMENT -> "comment by ";
          case USE -> "used";
        };
    var out = new StringBuilder(act.at().toString()).append("  ").append(what).append(act.by());
    if (!act.roles().isEmpty()) {
      out.append(" [").append(String.join(", ", List.copyOf(act.roles()))).append(']');
    }
    var grant = act.grant();
    if (grant != null && (grant.uses() > 1 || grant.until() != null)) {
      out.append(", for ").append(grant.uses()).append(grant.uses() == 1 ? " use" : " uses");
      out.append(grant.until() == null ? "" : " until " + grant.until());
    }
    return out.append(act.text().isEmpty() ? "" : ": " + act.text()).toString();
  }
}
