package dev.canopy;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Something that was done about an approval, as the log has it.
 *
 * @param kind what was done
 * @param by who did it; empty for a use
 * @param roles the roles that they had; empty for a use
 * @param at when
 * @param text the reason or the comment; may be empty
 * @param grant how far the grant goes; null for other kinds
 */
public record ApprovalAct(
    Kind kind,
    String by,
    List<String> roles,
    Instant at,
    String text,
    @Nullable ApprovalGrant grant) {
  public ApprovalAct {
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(by, "by");
    roles = List.copyOf(roles);
    Objects.requireNonNull(at, "at");
    Objects.requireNonNull(text, "text");
  }

  /** What can be done about an approval. */
  public enum Kind {
    GRANT("approval.grant"),
    REFUSE("approval.refuse"),
    REVOKE("approval.revoke"),
    USE("approval.use"),
    COMMENT("approval.comment");

    private final String actionType;

    Kind(String actionType) {
      this.actionType = actionType;
    }

    /** The action type of its log entry. */
    public String actionType() {
      return actionType;
    }

    /** The kind of a log entry; null if it is none of these. */
    static @Nullable Kind of(String actionType) {
      for (var kind : values()) {
        if (kind.actionType.equals(actionType)) {
          return kind;
        }
      }
      return null;
    }
  }
}
