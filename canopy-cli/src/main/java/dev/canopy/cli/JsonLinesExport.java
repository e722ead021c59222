package dev.canopy.cli;

import dev.canopy.records.LogItem;
import java.io.IOException;
import java.io.OutputStream;

/** The entries byte for byte as they stand in the log. */
final class JsonLinesExport implements EntryExport {
  private final OutputStream out;

  JsonLinesExport(OutputStream out) {
    this.out = out;
  }

  @Override
  public void entry(LogItem item) throws IOException {
    out.write(item.line().bytes());
    out.write('\n');
  }
}
