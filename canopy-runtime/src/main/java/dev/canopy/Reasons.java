package dev.canopy;

/** The reasons that are Canopy's own and not a policy's. Stable: callers compare them. */
final class Reasons {
  static final String AUDIT_UNAVAILABLE = "audit_unavailable";
  static final String INTERNAL_ERROR = "internal_error";
  static final String MALFORMED_CONTEXT = "malformed_agent_ctx";
  static final String MALFORMED_AVID = "malformed_avid";
  static final String MALFORMED_TYPE = "malformed_action_type";
  static final String MALFORMED_PAYLOAD = "malformed_action_payload";
  static final String PAYLOAD_CHANGED = "payload_changed";
  static final String APPROVED = "approved by a person";
  static final String APPROVAL_REFUSED = "approval_refused";
  static final String APPROVAL_REVOKED = "approval_revoked";

  private Reasons() {}
}
