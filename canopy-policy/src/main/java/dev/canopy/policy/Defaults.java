package dev.canopy.policy;

import java.util.List;
import java.util.Map;

/** What a policy says where no rule matches. The engine's own answer is DENY. */
final class Defaults {
  /** The name that stands for every type of action. */
  static final String ANY = "*";

  private static final Evaluation ALLOW =
      new Evaluation(Decision.ALLOW, "Allowed by default", Severity.LOW, List.of());
  private static final Evaluation REQUIRE_APPROVAL =
      new Evaluation(
          Decision.REQUIRE_APPROVAL,
          "Requires approval by default: no rule allows it",
          Severity.MEDIUM,
          List.of());
  private static final Evaluation DENY =
      new Evaluation(
          Decision.DENY, "Denied by default: no rule allows it", Severity.MEDIUM, List.of());

  private final Map<String, Decision> byType;
  private final Decision otherwise;

  Defaults(Map<String, Decision> byType) {
    this.byType = Map.copyOf(byType);
    this.otherwise = byType.getOrDefault(ANY, Decision.DENY);
  }

  Decision of(String type) {
    return byType.getOrDefault(type, otherwise);
  }

  static Evaluation evaluation(Decision decision) {
    return switch (decision) {
      case ALLOW -> ALLOW;
      case REQUIRE_APPROVAL -> REQUIRE_APPROVAL;
      case DENY -> DENY;
    };
  }
}
