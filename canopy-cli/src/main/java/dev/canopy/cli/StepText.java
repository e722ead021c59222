package dev.canopy.cli;

import dev.canopy.json.Json;
import dev.canopy.json.JsonNumber;
import dev.canopy.records.LogItem;
import dev.canopy.records.Story;

/** A step of a story in words, in one line that is safe to show on a terminal. */
final class StepText {
  private StepText() {}

  static String of(Story.Step step, Style style) {
    var item = step.item();
    if (item.fault() != null) {
      return EntryText.of(item, style);
    }
    var out = new StringBuilder();
    var index = String.valueOf(item.index());
    out.append(" ".repeat(Math.max(0, 6 - index.length()))).append(index).append("  ");
    out.append(Visible.of(item.text("ts"))).append("  ");
    var decision = item.text("decision");
    if (decision.isEmpty()) {
      out.append("  ").append(what(item));
    } else {
      out.append(EntryText.decision(decision, style).stripTrailing()).append("  ");
      out.append(Visible.of(item.text("action_type")));
      out.append(also("", item.text("reason")));
    }
    if (step.joins() >= 0) {
      var after = step.after();
      out.append(style.dim("  for " + step.joins()));
      if (after != null) {
        out.append(style.dim(", after " + LogStatsText.words(after.toMillis())));
      }
    }
    return out.toString();
  }

  private static String what(LogItem item) {
    var type = item.text("action_type");
    return switch (type) {
      case "approval.grant" -> "approved" + by(item) + also(": ", item.text("reason"));
      case "approval.refuse" -> "refused" + by(item) + also(": ", item.text("reason"));
      case "approval.use" -> "the approval is used";
      default -> Visible.of(type) + outcome(item) + also("  ", item.text("reason"));
    };
  }

  private static String by(LogItem item) {
    var approver = item.text("approver");
    return approver.isEmpty() ? "" : " by " + Visible.of(approver);
  }

  private static String also(String before, String text) {
    return text.isEmpty() ? "" : (before.isEmpty() ? "  " : before) + Visible.of(text);
  }

  private static String outcome(LogItem item) {
    var out = new StringBuilder();
    var outcome = item.text("outcome");
    if (!outcome.isEmpty()) {
      out.append("  ").append(Visible.of(outcome));
    }
    if (item.json().get("exit_status") instanceof JsonNumber status) {
      out.append("  exit ").append(Json.write(status));
    }
    if (item.json().get("duration_ms") instanceof JsonNumber took) {
      out.append("  ran ").append(LogStatsText.words((long) took.value()));
    }
    return out.toString();
  }
}
