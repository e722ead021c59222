package dev.canopy.cli;

import dev.canopy.records.LogItem;
import java.io.IOException;
import java.io.OutputStream;

/** Writes entries in the form of another tool. Used by one thread. */
interface EntryExport {
  /** What comes before the entries. */
  default void begin() throws IOException {}

  /** One entry; never what is no entry. */
  void entry(LogItem item) throws IOException;

  /** What comes after the entries. Does not close the stream. */
  default void end() throws IOException {}

  /** Opens an export that writes to {@code out}. */
  @FunctionalInterface
  interface Form {
    /**
     * Opens the export.
     *
     * @param logId what tells this log from others; empty if it does not say
     */
    EntryExport open(OutputStream out, String logId) throws IOException;
  }
}
