package dev.canopy;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Something that is not what it was when a person was asked before.
 *
 * @param part what: {@code payload.command}, {@code commands}, {@code files./srv/deploy.sh}, {@code
 *     effects}, {@code policy}, {@code rule_ids}, {@code action_type}, or {@code payload_digest} if
 *     the payload changed where nobody kept it
 * @param before what it was, as far as it is kept; null if it was not there
 * @param after what it is, as far as it is kept; null if it is not there
 */
public record ApprovalChange(String part, @Nullable String before, @Nullable String after) {
  public ApprovalChange {
    Objects.requireNonNull(part, "part");
  }
}
