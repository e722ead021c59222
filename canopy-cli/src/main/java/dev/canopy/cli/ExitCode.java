package dev.canopy.cli;

import dev.canopy.policy.Decision;

/** What the command's exit status says. Documented in docs/cli.md: scripts rely on it. */
final class ExitCode {
  static final int OK = 0;
  static final int FAILURE = 1;
  static final int USAGE = 2;

  /** What is there of a log is in order, but its oldest entries were pruned. */
  static final int PRUNED = 3;

  /** A log is in order, but it goes on in the place of another that was lost. */
  static final int DISCONTINUITY = 4;

  static final int REQUIRE_APPROVAL = 10;
  static final int DENY = 20;

  private ExitCode() {}

  static int of(Decision decision) {
    return switch (decision) {
      case ALLOW -> OK;
      case REQUIRE_APPROVAL -> REQUIRE_APPROVAL;
      case DENY -> DENY;
    };
  }
}
