package dev.canopy.cli;

import java.util.ArrayList;
import java.util.List;

/** Columns of text, as wide as need be. The first {@code left} columns are set flush left. */
final class Table {
  private final int left;
  private final List<List<String>> rows = new ArrayList<>();

  Table(int left, String... heads) {
    this.left = left;
    rows.add(List.of(heads));
  }

  void row(String... cells) {
    rows.add(List.of(cells));
  }

  String render() {
    var widths = new int[rows.get(0).size()];
    for (var row : rows) {
      for (var i = 0; i < row.size(); i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    var out = new StringBuilder();
    for (var row : rows) {
      var start = out.length();
      for (var i = 0; i < row.size(); i++) {
        var pad = " ".repeat(widths[i] - row.get(i).length());
        out.append(i == 0 ? "" : "  ");
        out.append(i < left ? row.get(i) + pad : pad + row.get(i));
      }
      while (out.length() > start && out.charAt(out.length() - 1) == ' ') {
        out.setLength(out.length() - 1);
      }
      out.append('\n');
    }
    return out.toString();
  }
}
