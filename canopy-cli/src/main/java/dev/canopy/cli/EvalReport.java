package dev.canopy.cli;

import dev.canopy.json.JsonArray;
import dev.canopy.json.JsonNumber;
import dev.canopy.json.JsonObject;
import dev.canopy.json.JsonString;
import dev.canopy.json.JsonValue;
import dev.canopy.policy.Decision;
import java.util.ArrayList;
import java.util.Arrays;
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
      var c = group.getValue();
      var rows = c[0] + c[1] + c[2];
      table.row(
          group.getKey().kind(),
          group.getKey().source(),
          group.getKey().label(),
          group.getKey().expect(),
          Integer.toString(rows),
          Integer.toString(c[0]),
          percent((double) c[0] / rows),
          Integer.toString(c[1]),
          percent((double) c[1] / rows),
          Integer.toString(c[2]),
          percent((double) c[2] / rows));
    }
    return table.render();
  }

  private Map<Group, int[]> counts() {
    var counts = new TreeMap<Group, int[]>();
    for (var outcome : outcomes) {
      var count = counts.computeIfAbsent(Group.of(outcome.row()), g -> new int[3]);
      count[outcome.decision().ordinal()]++;
    }
    return counts;
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
    for (var kind : List.of("shell", "file", "url", "tool", "code")) {
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
              .put("rows", Arrays.stream(group.getValue()).sum());
      for (var decision : Decision.values()) {
        out.put(decision.name(), group.getValue()[decision.ordinal()]);
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
