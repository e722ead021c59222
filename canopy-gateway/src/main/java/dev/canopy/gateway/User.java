package dev.canopy.gateway;

import java.time.Instant;
import java.util.Objects;

/**
 * A person who may log in, as it is kept: not the password, only its hash.
 *
 * @param name what the person types, and the log says
 * @param role what the person may do
 * @param passwordHash see {@code docs/decisions/0016-passwords.md}
 * @param changedAt when the role or the password was last set
 */
public record User(String name, Role role, String passwordHash, Instant changedAt) {
  public User {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(role, "role");
    Objects.requireNonNull(passwordHash, "passwordHash");
    Objects.requireNonNull(changedAt, "changedAt");
  }

  /** Without the hash. */
  @Override
  public String toString() {
    return "User[" + name + ", " + role + "]";
  }
}
