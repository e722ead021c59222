package dev.canopy.gateway;

import java.util.Objects;
import java.util.Set;

/**
 * One method of one path.
 *
 * @param method {@code GET} or {@code POST}
 * @param path such as {@code /approvals/{id}}: at most one segment in braces
 * @param roles who may; empty means anyone, also who proved nothing
 */
record Route(String method, String path, Set<Role> roles, Endpoint endpoint) {
  static final Set<Role> ANYONE = Set.of();

  Route {
    Objects.requireNonNull(method, "method");
    Objects.requireNonNull(path, "path");
    roles = Set.copyOf(roles);
    Objects.requireNonNull(endpoint, "endpoint");
  }

  boolean hasBody() {
    return method.equals("POST");
  }
}
