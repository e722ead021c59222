package dev.canopy;

import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * Someone who approves, refuses, revokes or comments. The host says who it is: nothing here proves
 * it.
 *
 * @param name what people call them, in one line; two names that differ in case only are one person
 * @param id what they proved who they are with, such as {@code key:k1a2b3c4}; empty if nothing
 * @param roles what they may approve for, in the words of the policy
 */
public record Approver(String name, String id, Set<String> roles) {
  /** More roles than anyone has. */
  static final int MAX_ROLES = 32;

  public Approver {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(id, "id");
    roles = java.util.Collections.unmodifiableSet(new TreeSet<>(roles));
  }

  /** Someone with a name and no roles. */
  public static Approver named(String name) {
    return new Approver(name, "", Set.of());
  }
}
