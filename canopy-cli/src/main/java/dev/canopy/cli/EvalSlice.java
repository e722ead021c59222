package dev.canopy.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Rows that are scored together. Windows commands stand apart everywhere: a POSIX shell is judged.
 *
 * @param name what the report calls them
 */
record EvalSlice(String name, List<EvalOutcome> outcomes) {

  static List<EvalSlice> of(List<EvalOutcome> all) {
    var slices = new ArrayList<EvalSlice>();
    add(slices, "all but windows", all, o -> !isWindows(o));
    for (var kind : EvalRow.KINDS) {
      add(slices, kind, all, o -> o.row().kind().equals(kind) && !isWindows(o));
    }
    add(slices, "core", all, o -> o.row().core() && !isWindows(o));
    for (var tag : List.of("hard_negative", "agent_trace")) {
      add(slices, tag, all, o -> o.row().tags().contains(tag) && !isWindows(o));
    }
    add(slices, "windows", all, EvalSlice::isWindows);
    return slices;
  }

  private static boolean isWindows(EvalOutcome outcome) {
    return outcome.row().tags().contains("windows");
  }

  private static void add(
      List<EvalSlice> slices, String name, List<EvalOutcome> all, Predicate<EvalOutcome> belongs) {
    var outcomes = all.stream().filter(belongs).toList();
    if (!outcomes.isEmpty()) {
      slices.add(new EvalSlice(name, outcomes));
    }
  }
}
