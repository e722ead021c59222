package dev.canopy.cli;

import dev.canopy.records.LogStats;
import dev.canopy.records.Tally;
import java.time.Duration;
import java.util.Locale;

/** {@link LogStats} in words. */
final class LogStatsText {
  /** More parts of time than a screen holds are counted in longer ones. */
  static final int SHOWN_PARTS = 48;

  private static final int BAR = 30;

  private final LogStats stats;
  private final int top;
  private final Style style;
  private final StringBuilder out = new StringBuilder();

  LogStatsText(LogStats stats, int top, Style style) {
    this.stats = stats;
    this.top = top;
    this.style = style;
  }

  String render() {
    out.append(stats.entries()).append(" entries");
    if (stats.entries() > 0) {
      out.append(", from ").append(Visible.of(stats.firstTs()));
      out.append(" to ").append(Visible.of(stats.lastTs()));
    }
    out.append('\n');
    if (stats.notEntries() > 0) {
      out.append(style.bad(stats.notEntries() + " lines are no entries; see canopy verify"));
      out.append('\n');
    }
    list("decisions", stats.decisions());
    list("severities", stats.severities());
    list("rules", stats.rules());
    list("agents", stats.agents());
    list("action types", stats.types());
    list("effects", stats.effects());
    overTime();
    approvals();
    return out.toString();
  }

  private void list(String title, Tally tally) {
    var most = tally.top(top);
    if (most.isEmpty()) {
      return;
    }
    head(title);
    var table = new Table(0, "", "");
    for (var each : most) {
      table.row(String.valueOf(each.getValue()), "");
    }
    var lines = table.render().lines().skip(1).toList();
    for (var i = 0; i < lines.size(); i++) {
      out.append("  ").append(lines.get(i)).append("  ");
      out.append(Visible.of(most.get(i).getKey())).append('\n');
    }
    var more = tally.names() - most.size();
    if (more > 0 || tally.others() > 0) {
      out.append("  and ").append(more).append(tally.others() > 0 ? " or more" : "");
      out.append(" others\n");
    }
  }

  private void head(String title) {
    out.append('\n').append(style.bold(title)).append('\n');
  }

  private void overTime() {
    if (stats.overTime().isEmpty()) {
      return;
    }
    var most = 1L;
    for (var counts : stats.overTime().values()) {
      most = Math.max(most, counts[0] + counts[1] + counts[2]);
    }
    head("by " + stats.bucket().name().toLowerCase(Locale.ROOT) + " (UTC)");
    var skipped = Math.max(0, stats.overTime().size() - SHOWN_PARTS);
    if (skipped > 0) {
      out.append("  (").append(skipped).append(" earlier ones: --json, --by hour, --since)\n");
    }
    var table = new Table(1, "", "all", "ALLOW", "REQUIRE_APPROVAL", "DENY");
    var bars = new StringBuilder("\n");
    var n = 0;
    for (var each : stats.overTime().entrySet()) {
      if (n++ < skipped) {
        continue;
      }
      var counts = each.getValue();
      var all = counts[0] + counts[1] + counts[2];
      table.row(
          Visible.of(each.getKey()), "" + all, "" + counts[0], "" + counts[1], "" + counts[2]);
      bars.append("#".repeat((int) (BAR * all / most))).append('\n');
    }
    var rows = table.render().lines().toList();
    var drawn = bars.toString().split("\n", -1);
    for (var i = 0; i < rows.size(); i++) {
      out.append("  ").append(rows.get(i));
      out.append(drawn[i].isEmpty() ? "" : "  " + drawn[i]).append('\n');
    }
  }

  private void approvals() {
    if (stats.requested() + stats.granted() + stats.refused() == 0) {
      return;
    }
    head("approvals");
    out.append("  ").append(stats.requested()).append(" asked for, ");
    out.append(stats.granted()).append(" granted, ").append(stats.refused()).append(" refused, ");
    out.append(stats.used()).append(" used, ").append(stats.unanswered()).append(" unanswered\n");
    if (stats.answered() > 0) {
      out.append("  people took ").append(words(stats.waitMillis(0.5))).append(" (half of them), ");
      out.append(words(stats.waitMillis(0.9))).append(" (9 of 10), ");
      out.append(words(stats.waitMillis(1))).append(" (the longest)\n");
    }
  }

  /** A span as a person says it. */
  static String words(long millis) {
    var span = Duration.ofMillis(millis);
    if (span.toHours() >= 48) {
      return span.toDays() + " d " + span.toHoursPart() + " h";
    } else if (span.toMinutes() >= 60) {
      return span.toHours() + " h " + span.toMinutesPart() + " min";
    } else if (span.toSeconds() >= 60) {
      return span.toMinutes() + " min " + span.toSecondsPart() + " s";
    }
    return millis >= 1000 ? String.format(Locale.ROOT, "%.1f s", millis / 1000.0) : millis + " ms";
  }
}
