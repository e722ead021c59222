package dev.canopy.policy;

import java.util.List;
import java.util.stream.Collectors;

/** The policy does not load. Carries every fault that was found, in the order of the text. */
public final class PolicyException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient List<PolicyIssue> issues;

  public PolicyException(List<PolicyIssue> issues) {
    super(
        issues.stream()
            .map(i -> i.source() + ":" + i.line() + ":" + i.column() + ": " + i.message())
            .collect(Collectors.joining("\n")));
    this.issues = List.copyOf(issues);
  }

  public List<PolicyIssue> issues() {
    return issues;
  }
}
