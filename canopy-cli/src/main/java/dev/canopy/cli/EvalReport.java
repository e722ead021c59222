package dev.canopy.cli;

import dev.canopy.json.JsonArray;
import dev.canopy.json.JsonNumber;
import dev.canopy.json.JsonObject;
import dev.canopy.json.JsonString;
import dev.canopy.json.JsonValue;
import dev.canopy.policy.Decision;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * What `canopy eval` has to say.
 *
 * @param badRows {@code file:line: what is wrong} for each row that could not be read
 * @param seconds how long all decisions took together on the wall clock
 */
record EvalReport(
    String policyDigest, List<EvalOutcome> outcomes, List<String> badRows, double seconds) {

  private record Group(String kind, String source, String label, String expect)
      implements Comparable<Group> {
    static Group of(EvalRow row) {
      return new Group(
          row.kind(), row.source(), row.label(), row.expect().name().toLowerCase(Locale.ROOT));
    }

    private String key() {
      return kind + '\0' + source + '\0' + label + '\0' + expect;
    }

    @Override
    public int compareTo(Group other) {
      return key().compareTo(other.key());
    }
  }

  String text() {
    var out = new StringBuilder();
    out.append("policy ").append(policyDigest).append("\n\n");
    out.append(groups()).append('\n').append(metrics()).append('\n').append(timings());
    var mismatches = outcomes.stream().filter(EvalOutcome::isMismatch).count();
    out.append('\n').append(outcomes.size()).append(" decisions, ");
    out.append(mismatches).append(" not as expected, ");
    out.append(badRows.size()).append(" rows not readable\n");
    return out.toString();
  }

  private String groups() {
    var table =
        new Table(
            4, "kind", "source", "label", "expect", "rows", "ALLOW", "%", "ASK", "%", "DENY", "%");
    for (var group : counts().entrySet()) {
      var count = group.getValue();
      var cells = new ArrayList<String>();
      cells.add(group.getKey().kind());
      cells.add(group.getKey().source());
      cells.add(group.getKey().label());
      cells.add(group.getKey().expect());
      cells.add(Integer.toString(count.rows()));
      for (var decision : Decision.values()) {
        cells.add(Integer.toString(count.of(decision)));
        cells.add(percent((double) count.of(decision) / count.rows()));
      }
      table.row(cells.toArray(new String[0]));
    }
    return table.render();
  }

  private Map<Group, Count> counts() {
    var counts = new TreeMap<Group, Count>();
    for (var outcome : outcomes) {
      counts.computeIfAbsent(Group.of(outcome.row()), g -> new Count()).add(outcome.decision());
    }
    return counts;
  }

  private static final class Count {
    private final Map<Decision, Integer> byDecision = new EnumMap<>(Decision.class);
    private int rows;

    void add(Decision decision) {
      byDecision.merge(decision, 1, Integer::sum);
      rows++;
    }

    int rows() {
      return rows;
    }

    int of(Decision decision) {
      return byDecision.getOrDefault(decision, 0);
    }
  }

  private String metrics() {
    var table = new Table(2, "slice", "metric", "rows", "by row", "by cluster", "by source");
    for (var slice : EvalSlice.of(outcomes)) {
      for (var metric : EvalMetric.values()) {
        var value = metric.over(slice.outcomes());
        if (value.rows() > 0) {
          table.row(
              slice.name(),
              metric.title,
              Integer.toString(value.rows()),
              percent(value.byRow()) + " %",
              percent(value.byCluster()) + " %",
              percent(value.bySource()) + " %");
        }
      }
    }
    return table.render();
  }

  private String timings() {
    var table = new Table(1, "kind", "decisions", "p50 µs", "p99 µs", "max µs");
    for (var timing : timing().entrySet()) {
      var nanos = timing.getValue();
      table.row(
          timing.getKey(),
          Integer.toString(nanos.length),
          micros(quantile(nanos, 0.5)),
          micros(quantile(nanos, 0.99)),
          micros(quantile(nanos, 1)));
    }
    var perSecond = seconds == 0 ? 0 : Math.round(outcomes.size() / seconds);
    return table.render() + perSecond + " decisions a second, warm-up included\n";
  }

  /** The sorted times of each kind, and of all. */
  private Map<String, long[]> timing() {
    var byKind = new TreeMap<String, long[]>();
    for (var kind : EvalRow.KINDS) {
      var nanos =
          outcomes.stream()
              .filter(o -> o.row().kind().equals(kind))
              .mapToLong(EvalOutcome::nanos)
              .sorted()
              .toArray();
      if (nanos.length > 0) {
        byKind.put(kind, nanos);
      }
    }
    byKind.put("all", outcomes.stream().mapToLong(EvalOutcome::nanos).sorted().toArray());
    return byKind;
  }

  private static long quantile(long[] sorted, double q) {
    return sorted.length == 0 ? 0 : sorted[(int) Math.ceil(q * (sorted.length - 1))];
  }

  private static String micros(long nanos) {
    return nanos / 1000 + "." + nanos / 100 % 10;
  }

  private static String percent(double share) {
    var tenths = Math.round(share * 1000);
    return tenths / 10 + "." + tenths % 10;
  }

  JsonObject json() {
    var groups = new ArrayList<JsonValue>();
    for (var group : counts().entrySet()) {
      var out =
          JsonObject.builder()
              .put("kind", group.getKey().kind())
              .put("source", group.getKey().source())
              .put("label", group.getKey().label())
              .put("expect", group.getKey().expect())
              .put("rows", group.getValue().rows());
      for (var decision : Decision.values()) {
        out.put(decision.name(), group.getValue().of(decision));
      }
      groups.add(out.build());
    }
    var slices = JsonObject.builder();
    for (var slice : EvalSlice.of(outcomes)) {
      slices.put(slice.name(), metricsJson(slice));
    }
    var timings = JsonObject.builder();
    for (var timing : timing().entrySet()) {
      var nanos = timing.getValue();
      timings.put(
          timing.getKey(),
          JsonObject.builder()
              .put("decisions", nanos.length)
              .put("p50_ns", quantile(nanos, 0.5))
              .put("p99_ns", quantile(nanos, 0.99))
              .put("max_ns", quantile(nanos, 1))
              .build());
    }
    var bad = new ArrayList<JsonValue>();
    for (var row : badRows) {
      bad.add(new JsonString(row));
    }
    return JsonObject.builder()
        .put("policy", policyDigest)
        .put("decisions", outcomes.size())
        .put("mismatches", outcomes.stream().filter(EvalOutcome::isMismatch).count())
        .put("seconds", new JsonNumber(seconds))
        .put("groups", new JsonArray(groups))
        .put("metrics", slices.build())
        .put("timings", timings.build())
        .put("bad_rows", new JsonArray(bad))
        .build();
  }

  private static JsonObject metricsJson(EvalSlice slice) {
    var metrics = JsonObject.builder();
    for (var metric : EvalMetric.values()) {
      var value = metric.over(slice.outcomes());
      if (value.rows() > 0) {
        metrics.put(
            metric.name().toLowerCase(Locale.ROOT),
            JsonObject.builder()
                .put("rows", value.rows())
                .put("by_row", new JsonNumber(value.byRow()))
                .put("by_cluster", new JsonNumber(value.byCluster()))
                .put("by_source", new JsonNumber(value.bySource()))
                .build());
      }
    }
    return metrics.build();
  }
}
