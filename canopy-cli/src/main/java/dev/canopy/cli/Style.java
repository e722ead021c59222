package dev.canopy.cli;

import dev.canopy.policy.Decision;

/** Colour, or none. */
record Style(boolean colour) {
  private static final String RESET = "\u001b[0m";

  String bold(String text) {
    return in("\u001b[1m", text);
  }

  String dim(String text) {
    return in("\u001b[2m", text);
  }

  String good(String text) {
    return in("\u001b[32m", text);
  }

  String warning(String text) {
    return in("\u001b[33m", text);
  }

  String bad(String text) {
    return in("\u001b[31m", text);
  }

  /** The decision's name in its colour. */
  String decision(Decision decision) {
    return switch (decision) {
      case ALLOW -> bold(good("ALLOW"));
      case REQUIRE_APPROVAL -> bold(warning("REQUIRE_APPROVAL"));
      case DENY -> bold(bad("DENY"));
    };
  }

  private String in(String code, String text) {
    return colour ? code + text + RESET : text;
  }
}
