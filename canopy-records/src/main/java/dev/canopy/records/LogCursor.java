package dev.canopy.records;

import dev.canopy.audit.AuditException;
import dev.canopy.audit.AuditLine;
import dev.canopy.audit.AuditReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Goes over the entries of a log that a query asks for, in their order. What cannot be read as an
 * entry is never left out: it may be what someone is to overlook. Not safe for use by several
 * threads.
 */
public final class LogCursor implements AutoCloseable {
  private final AuditReader reader;
  private final LogQuery query;
  private final long firstIndex;
  private Predicate<AuditLine> wanted = line -> true;
  private long looked;
  private long hidden;

  /**
   * Begins at an entry.
   *
   * @param firstIndex the first entry that may come, from 0
   */
  public LogCursor(Path log, LogQuery query, long firstIndex) throws AuditException {
    if (Files.notExists(log)) {
      throw new AuditException("there is no log at `" + log + "`");
    }
    this.reader = AuditReader.open(log);
    this.query = query;
    this.firstIndex = firstIndex;
  }

  /** Turns away entries by their bytes, besides the query; not what is no entry. */
  public void onlyIf(Predicate<AuditLine> wanted) {
    this.wanted = wanted;
  }

  /** The next one that is asked for; null if there is none yet. */
  public @Nullable LogItem next() throws AuditException {
    while (true) {
      var line = nextLine();
      if (line == null) {
        return null;
      }
      looked++;
      if (!query.mayMatch(line) || !(wanted.test(line) || !line.isAsWritten())) {
        continue;
      }
      var item = LogItem.of(line);
      var match = item.fault() != null ? Match.YES : query.match(item);
      if (match == Match.YES) {
        return item;
      }
      if (match == Match.HIDDEN) {
        hidden++;
      }
    }
  }

  private @Nullable AuditLine nextLine() throws AuditException {
    while (true) {
      var next = reader.pollLine();
      if (next.isEmpty()) {
        return null;
      }
      if (firstIndex == 0 || indexOf(next.get()) >= firstIndex) {
        return next.get();
      }
    }
  }

  private static long indexOf(AuditLine line) {
    var seq = line.seq();
    return seq >= 0 ? seq : line.line() - 1;
  }

  /** How many lines it has looked at. */
  public long looked() {
    return looked;
  }

  /** How many entries do not say whether they have what is asked for, and were left out. */
  public long hidden() {
    return hidden;
  }

  /** True if bytes without a line feed follow the last line. */
  public boolean hasUnfinishedLine() {
    return reader.hasUnfinishedLine();
  }

  /** True if another file, or none, is at the log's path now. */
  public boolean isReplaced() {
    return reader.isReplaced();
  }

  @Override
  public void close() throws AuditException {
    query.close();
    reader.close();
  }
}
