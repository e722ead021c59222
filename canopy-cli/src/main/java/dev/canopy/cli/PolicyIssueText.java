package dev.canopy.cli;

import dev.canopy.policy.PolicyIssue;
import java.util.List;

/** The faults of a policy, each under the line that has it. */
final class PolicyIssueText {
  private PolicyIssueText() {}

  static String of(List<PolicyIssue> issues, String text, Style style) {
    var lines = text.split("\n", -1);
    var out = new StringBuilder();
    for (var issue : issues) {
      var place = issue.source() + ":" + issue.line() + ":" + issue.column();
      out.append(style.bold(Visible.of(place)));
      out.append(": ").append(Visible.of(issue.message())).append('\n');
      if (issue.line() >= 1 && issue.line() <= lines.length) {
        excerpt(lines[issue.line() - 1], issue, style, out);
      }
      if (!issue.help().isEmpty()) {
        out.append("  help: ").append(Visible.of(issue.help())).append('\n');
      }
      out.append('\n');
    }
    out.append(issues.size()).append(issues.size() == 1 ? " fault" : " faults");
    return out.append("; the policy does not load\n").toString();
  }

  private static void excerpt(String line, PolicyIssue issue, Style style, StringBuilder out) {
    var number = Integer.toString(issue.line());
    var shown = new StringBuilder();
    var caret = -1;
    for (var i = 0; i < line.length(); i++) {
      if (i == issue.column() - 1) {
        caret = shown.length();
      }
      Visible.append(line, i, shown);
    }
    out.append("  ").append(number).append(" | ").append(shown).append('\n');
    out.append("  ").append(" ".repeat(number.length())).append(" | ");
    out.append(" ".repeat(caret < 0 ? shown.length() : caret)).append(style.bad("^")).append('\n');
  }
}
