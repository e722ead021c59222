package dev.canopy;

import dev.canopy.policy.PolicyIssue;
import java.util.List;

/**
 * Canopy cannot start: the policy does not load, or the log does not open. The message says why.
 * Unchecked, since a program without its boundary can only stop.
 */
public final class CanopyException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<PolicyIssue> issues;

  CanopyException(String message, Throwable cause) {
    this(message, cause, List.of());
  }

  CanopyException(String message, Throwable cause, List<PolicyIssue> issues) {
    super(message, cause);
    this.issues = List.copyOf(issues);
  }

  /** The faults of the policy; empty if it is not the policy that is at fault. */
  public List<PolicyIssue> policyIssues() {
    return issues;
  }
}
