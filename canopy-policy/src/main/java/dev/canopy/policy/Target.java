package dev.canopy.policy;

import java.util.List;

/**
 * The types of action that a rule is for: names, and patterns in which {@code *} stands for any
 * text.
 */
record Target(List<String> names, List<String> patterns) {
  Target {
    names = List.copyOf(names);
    patterns = List.copyOf(patterns);
  }

  boolean includes(String type) {
    return names.contains(type) || matchesPattern(type);
  }

  boolean matchesPattern(String type) {
    for (var pattern : patterns) {
      if (Paths.matchesName(type, 0, type.length(), pattern)) {
        return true;
      }
    }
    return false;
  }

  /** True if this target surely includes everything that {@code other} does. */
  boolean covers(Target other) {
    for (var name : other.names) {
      if (!includes(name)) {
        return false;
      }
    }
    for (var pattern : other.patterns) {
      if (!patterns.contains(pattern) && !patterns.contains("*")) {
        return false;
      }
    }
    return true;
  }
}
