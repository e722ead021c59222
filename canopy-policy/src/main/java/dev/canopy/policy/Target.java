package dev.canopy.policy;

import dev.canopy.effects.ActionType;
import java.util.List;
import java.util.Locale;

/**
 * The types of action that a rule is for: names, and patterns in which {@code *} stands for any
 * text.
 *
 * <p>Names and patterns that start with {@code mcp__} are compared with the type as the caller gave
 * it: to other rules, every tool of an MCP server is a {@code call_tool}.
 *
 * @param tools names and patterns of MCP tools
 */
record Target(List<String> names, List<String> patterns, List<String> tools) {
  static final String TOOL_PREFIX = "mcp__";

  Target {
    names = List.copyOf(names);
    patterns = List.copyOf(patterns);
    tools = List.copyOf(tools);
  }

  boolean includes(ActionType type) {
    return includesName(type.name()) || (!tools.isEmpty() && includesTool(type.given()));
  }

  /** True if every action of this type is included, whatever the caller calls it. */
  boolean includesName(String name) {
    return names.contains(name) || matchesAny(patterns, name);
  }

  private boolean includesTool(String given) {
    return given.startsWith(TOOL_PREFIX) && matchesAny(tools, given.toLowerCase(Locale.ROOT));
  }

  private static boolean matchesAny(List<String> patterns, String name) {
    for (var i = 0; i < patterns.size(); i++) {
      if (Paths.matchesName(name, 0, name.length(), patterns.get(i))) {
        return true;
      }
    }
    return false;
  }

  /** True if this target surely includes everything that {@code other} does. */
  boolean covers(Target other) {
    if (patterns.contains("*")) {
      return true;
    }
    for (var name : other.names) {
      if (!includesName(name)) {
        return false;
      }
    }
    for (var tool : other.tools) {
      if (!tools.contains(tool) && !includesName(ActionType.CALL_TOOL)) {
        return false;
      }
    }
    return patterns.containsAll(other.patterns);
  }
}
