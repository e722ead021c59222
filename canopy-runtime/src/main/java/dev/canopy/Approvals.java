package dev.canopy;

import java.util.List;

/**
 * The decisions that wait for a person. Kept in the log, so every process that opens it sees them.
 */
public final class Approvals {
  Approvals() {}

  /** What waits for a person, oldest first. */
  public List<PendingApproval> pending() {
    return List.of();
  }

  /**
   * Agrees to an action, once, until the approval expires.
   *
   * @param approver who agrees; never the agent itself
   * @throws ApprovalException if there is no such open approval, or it cannot be recorded
   */
  public void approve(String id, String approver, String reason) throws ApprovalException {
    throw new ApprovalException("no open approval `" + id + "`");
  }

  /**
   * Refuses an action for good.
   *
   * @throws ApprovalException if there is no such open approval, or it cannot be recorded
   */
  public void refuse(String id, String approver, String reason) throws ApprovalException {
    throw new ApprovalException("no open approval `" + id + "`");
  }
}
