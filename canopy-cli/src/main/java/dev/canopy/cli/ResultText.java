package dev.canopy.cli;

import dev.canopy.AuthorizationResult;

/** A recorded answer as a person reads it. */
final class ResultText {
  private ResultText() {}

  static String of(AuthorizationResult result, Style style) {
    var out = new StringBuilder();
    out.append(
        VerdictText.of(
            result.decision(),
            result.reason(),
            result.ruleIds(),
            result.severity(),
            result.effects(),
            style));
    var receipt = result.receipt();
    if (receipt != null) {
      out.append("  recorded as entry ").append(receipt.entryIndex()).append(", authorization ");
      out.append(result.authorizationId()).append('\n');
    }
    var approval = result.approval();
    if (approval != null) {
      out.append("  to agree: canopy approvals approve ").append(approval.id());
      out.append(" (until ").append(approval.expiresAt()).append(")\n");
    }
    return out.toString();
  }
}
