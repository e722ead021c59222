package dev.canopy.cli;

import dev.canopy.records.LogItem;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * RFC 4180: fields with quotes around them, a quote doubled, lines that end in CR LF, in UTF-8
 * without a byte order mark.
 *
 * <p>A spreadsheet takes a field that begins with {@code = + - @}, a tab, a carriage return or a
 * line feed for a formula, or looks behind it for one, so an apostrophe stands before those. It
 * also stands before a field that begins with an apostrophe: to have the text back, take one away.
 */
final class CsvExport implements EntryExport {
  private static final String DANGEROUS = "=+-@\t\r\n'\uFF1D\uFF0B\uFF0D\uFF20";

  private final OutputStream out;

  CsvExport(OutputStream out) {
    this.out = out;
  }

  @Override
  public void begin() throws IOException {
    row(EntryColumns.heads());
  }

  @Override
  public void entry(LogItem item) throws IOException {
    row(EntryColumns.row(item));
  }

  private void row(List<String> fields) throws IOException {
    var line = new StringBuilder(512);
    for (var field : fields) {
      line.append(line.length() == 0 ? "\"" : ",\"");
      if (!field.isEmpty() && DANGEROUS.indexOf(field.charAt(0)) >= 0) {
        line.append('\'');
      }
      line.append(field.replace("\"", "\"\"")).append('"');
    }
    line.append("\r\n");
    out.write(line.toString().getBytes(StandardCharsets.UTF_8));
  }
}
