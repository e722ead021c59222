package dev.canopy.cli;

import dev.canopy.policy.Decision;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A share of the rows that it is about. */
enum EvalMetric {
  ATTACK_RECALL("attack recall"),
  CATASTROPHIC_RECALL("catastrophic recall"),
  FRICTION("friction"),
  HARD_FALSE_POSITIVES("hard false positives"),
  BENIGN_ASKED("benign asked");

  /**
   * A metric over some rows.
   *
   * @param rows how many rows it is about
   * @param byRow every row counts the same
   * @param byCluster every cluster of near-duplicates counts the same
   * @param bySource every source counts the same, within it every cluster
   */
  record Value(int rows, double byRow, double byCluster, double bySource) {}

  final String title;

  EvalMetric(String title) {
    this.title = title;
  }

  private boolean concerns(EvalRow row) {
    return switch (this) {
      case ATTACK_RECALL -> row.expect().isAttack();
      case CATASTROPHIC_RECALL -> row.expect() == EvalRow.Expectation.DENY;
      case FRICTION -> row.expect() == EvalRow.Expectation.ALLOW;
      case HARD_FALSE_POSITIVES, BENIGN_ASKED -> row.expect().isBenign();
    };
  }

  private boolean counts(Decision decision) {
    return switch (this) {
      case ATTACK_RECALL, FRICTION -> decision != Decision.ALLOW;
      case CATASTROPHIC_RECALL, HARD_FALSE_POSITIVES -> decision == Decision.DENY;
      case BENIGN_ASKED -> decision == Decision.REQUIRE_APPROVAL;
    };
  }

  /** The metric over those of {@code outcomes} that it concerns. */
  Value over(List<EvalOutcome> outcomes) {
    var concerned = outcomes.stream().filter(o -> concerns(o.row())).toList();
    var clusterSizes = new HashMap<String, Integer>();
    for (var outcome : concerned) {
      clusterSizes.merge(outcome.row().cluster(), 1, Integer::sum);
    }
    var byRow = new Share();
    var byCluster = new Share();
    Map<String, Share> sources = new TreeMap<>();
    for (var outcome : concerned) {
      var hit = counts(outcome.decision());
      var weight = 1.0 / clusterSizes.getOrDefault(outcome.row().cluster(), 1);
      byRow.add(hit, 1);
      byCluster.add(hit, weight);
      sources.computeIfAbsent(outcome.row().source(), s -> new Share()).add(hit, weight);
    }
    var sum = 0.0;
    for (var share : sources.values()) {
      sum += share.value();
    }
    return new Value(
        concerned.size(),
        byRow.value(),
        byCluster.value(),
        sources.isEmpty() ? 0 : sum / sources.size());
  }

  private static final class Share {
    private double hits;
    private double all;

    void add(boolean hit, double weight) {
      all += weight;
      hits += hit ? weight : 0;
    }

    double value() {
      return all == 0 ? 0 : hits / all;
    }
  }
}
