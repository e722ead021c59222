package dev.canopy.gateway;

import dev.canopy.json.JsonObject;
import java.util.Objects;
import java.util.Set;

/**
 * Who is calling, as far as that is proven.
 *
 * @param id how the caller proved it, such as {@code key:k3f9…}; empty if it proved nothing
 * @param name what people call it; the approver's name in the log
 * @param role what it may do
 * @param known what is established about it, as members of {@code agent_ctx}; holds its {@code
 *     avid} whenever the id is not empty
 * @param trusted the members of {@code agent_ctx} that are believed when this caller says them
 */
record Caller(String id, String name, Role role, JsonObject known, Set<String> trusted) {
  Caller {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(role, "role");
    Objects.requireNonNull(known, "known");
    trusted = Set.copyOf(trusted);
  }

  /** Someone on this machine who proved nothing. */
  static Caller local(JsonObject facts) {
    return new Caller("", "local", Role.AGENT, facts, Set.of());
  }

  boolean isProven() {
    return !id.isEmpty();
  }
}
