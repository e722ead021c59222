package dev.canopy.policy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Collects what is wrong with one policy, so that all of it is said at once. */
final class Issues {
  /** Beyond this many a reader learns nothing more. */
  private static final int MAX = 200;

  private final PolicySource source;
  private final List<PolicyIssue> found = new ArrayList<>();

  Issues(PolicySource source) {
    this.source = source;
  }

  void add(YamlNode where, String message, String help) {
    add(where.line(), where.column(), message, help);
  }

  void add(int line, int column, String message, String help) {
    if (found.size() < MAX) {
      found.add(new PolicyIssue(source.name(), line, column, message, help, lineAt(line)));
    }
  }

  /** Adds an issue at an index of the text. */
  void addAt(int index, String message, String help) {
    var line = 1;
    var start = 0;
    for (var i = 0; i < index; i++) {
      if (source.text().charAt(i) == '\n') {
        line++;
        start = i + 1;
      }
    }
    add(line, index - start + 1, message, help);
  }

  boolean isEmpty() {
    return found.isEmpty();
  }

  int size() {
    return found.size();
  }

  /** In the order of the text. */
  PolicyException toException() {
    var sorted = new ArrayList<>(found);
    sorted.sort(Comparator.comparingInt(PolicyIssue::line).thenComparingInt(PolicyIssue::column));
    return new PolicyException(sorted);
  }

  private String lineAt(int line) {
    var start = 0;
    for (var n = 1; n < line; n++) {
      var end = source.text().indexOf('\n', start);
      if (end < 0) {
        return "";
      }
      start = end + 1;
    }
    var end = source.text().indexOf('\n', start);
    var text = source.text().substring(start, end < 0 ? source.text().length() : end);
    return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
  }
}
