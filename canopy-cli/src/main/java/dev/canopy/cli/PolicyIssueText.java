package dev.canopy.cli;

import dev.canopy.policy.PolicyIssue;
import java.util.List;

/** The faults of a policy, each under the line that has it. */
final class PolicyIssueText {
  private PolicyIssueText() {}

  static String of(List<PolicyIssue> issues) {
    var out = new StringBuilder();
    for (var issue : issues) {
      issue.render().lines().forEach(line -> out.append(Visible.of(line)).append('\n'));
      out.append('\n');
    }
    out.append(issues.size()).append(issues.size() == 1 ? " fault" : " faults");
    return out.append("; the policy does not load\n").toString();
  }
}
