package dev.canopy.cli;

import dev.canopy.records.LogItem;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import org.dhatim.fastexcel.Workbook;
import org.dhatim.fastexcel.Worksheet;
import org.jspecify.annotations.Nullable;

/**
 * A workbook for spreadsheets. Every cell is a text, so none is a formula. What XML cannot hold
 * stands there as spreadsheets escape it, {@code _x0001_}; a text longer than a cell can be is cut
 * and ends in {@code …}; a sheet that is full is followed by another.
 */
final class XlsxExport implements EntryExport {
  /** So many rows a sheet has, the heads counted. */
  static final int MAX_ROWS = 1_048_576;

  /** So many UTF-16 code units a cell has. */
  static final int MAX_CELL = 32_767;

  private static final int ROWS_BETWEEN_FLUSHES = 1_000;

  private final Workbook workbook;
  private final int maxRows;
  private @Nullable Worksheet sheet;
  private int sheets;
  private int rows;

  XlsxExport(OutputStream out) {
    this(out, MAX_ROWS);
  }

  XlsxExport(OutputStream out, int maxRows) {
    this.workbook = new Workbook(out, "Canopy", "1.0");
    this.maxRows = maxRows;
  }

  @Override
  public void begin() throws IOException {
    nextSheet();
  }

  private Worksheet nextSheet() throws IOException {
    if (sheet != null) {
      sheet.finish();
    }
    sheets++;
    var next = workbook.newWorksheet(sheets == 1 ? "log" : "log " + sheets);
    sheet = next;
    rows = 0;
    next.freezePane(0, 1);
    row(next, EntryColumns.heads());
    return next;
  }

  @Override
  public void entry(LogItem item) throws IOException {
    var current = sheet == null || rows == maxRows ? nextSheet() : sheet;
    row(current, EntryColumns.row(item));
    if (rows % ROWS_BETWEEN_FLUSHES == 0) {
      current.flush();
    }
  }

  private void row(Worksheet to, List<String> cells) {
    for (var i = 0; i < cells.size(); i++) {
      if (!cells.get(i).isEmpty()) {
        to.inlineString(rows, i, cell(cells.get(i)));
      }
    }
    rows++;
  }

  @Override
  public void end() throws IOException {
    workbook.finish();
  }

  /** The text as a cell can hold it. */
  static String cell(String text) {
    var out = new StringBuilder(text.length());
    for (var i = 0; i < text.length(); i++) {
      var c = text.charAt(i);
      var escaped = (c < ' ' && c != '\t' && c != '\n') || c == '\uFFFE' || c == '\uFFFF';
      if (escaped || (c == '_' && isEscape(text, i))) {
        out.append("_x").append(hex(c)).append('_');
      } else {
        out.append(c);
      }
    }
    if (out.length() > MAX_CELL) {
      var end = MAX_CELL - 1;
      out.setLength(Character.isHighSurrogate(out.charAt(end - 1)) ? end - 1 : end);
      out.append('…');
    }
    return out.toString();
  }

  /** True if a spreadsheet would read an escape here, where there is none. */
  private static boolean isEscape(String text, int at) {
    if (at + 6 >= text.length() || text.charAt(at + 1) != 'x' || text.charAt(at + 6) != '_') {
      return false;
    }
    for (var i = at + 2; i < at + 6; i++) {
      if (Character.digit(text.charAt(i), 16) < 0) {
        return false;
      }
    }
    return true;
  }

  private static String hex(char c) {
    return java.util.HexFormat.of().withUpperCase().toHexDigits(c);
  }
}
