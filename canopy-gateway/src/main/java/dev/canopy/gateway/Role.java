package dev.canopy.gateway;

import java.util.Locale;
import java.util.Optional;

/** What a caller may do. A key has one role, so that no key both asks and agrees. */
public enum Role {
  /** Asks whether it may act, and follows its own requests for approval. */
  AGENT,
  /** Sees what waits for a person, agrees and refuses. */
  APPROVER,
  /** Sees what waits for a person. */
  AUDITOR,
  /** What approvers and auditors may. */
  ADMIN;

  /** The name in files and on the command line. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The role with this name, if there is one. */
  public static Optional<Role> of(String name) {
    for (var role : values()) {
      if (role.wireName().equals(name)) {
        return Optional.of(role);
      }
    }
    return Optional.empty();
  }
}
