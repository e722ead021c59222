package dev.canopy.records;

import dev.canopy.audit.AuditBackReader;
import dev.canopy.audit.AuditException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Goes over the entries of a log that a query asks for, the latest first. What cannot be read as an
 * entry is never left out, and has no index. Not safe for use by several threads.
 */
public final class LogBackCursor implements AutoCloseable {
  private final AuditBackReader reader;
  private final LogQuery query;
  private long looked;
  private long hidden;

  /**
   * Begins at a place, or at the end of the log.
   *
   * @param before where another cursor was
   * @throws AuditException if the log cannot be read, or has no such place
   */
  public LogBackCursor(Path log, LogQuery query, Optional<AuditBackReader.Place> before)
      throws AuditException {
    this.reader =
        before.isPresent() ? AuditBackReader.before(log, before.get()) : AuditBackReader.atEnd(log);
    this.query = query;
  }

  /** The next one that is asked for; null at the beginning of the log. */
  public @Nullable LogItem next() throws AuditException {
    return next(Long.MAX_VALUE);
  }

  /** As {@link #next()}, looking at so many lines at most; null if none of them is asked for. */
  public @Nullable LogItem next(long lines) throws AuditException {
    for (var left = lines; left > 0; left--) {
      var line = reader.pollLine();
      if (line.isEmpty()) {
        return null;
      }
      looked++;
      if (!query.mayMatch(line.get())) {
        continue;
      }
      var item = LogItem.of(line.get());
      var match = item.fault() != null ? Match.YES : query.match(item);
      if (match == Match.YES) {
        return item;
      }
      if (match == Match.HIDDEN) {
        hidden++;
      }
    }
    return null;
  }

  /** How many lines it has looked at. */
  public long looked() {
    return looked;
  }

  /** How many entries do not say whether they have what is asked for, and were left out. */
  public long hidden() {
    return hidden;
  }

  /** Where it is: all lines behind this place were looked at. */
  public AuditBackReader.Place place() {
    return reader.place();
  }

  /** True if bytes without a line feed follow the last line. */
  public boolean hasUnfinishedLine() {
    return reader.hasUnfinishedLine();
  }

  @Override
  public void close() throws AuditException {
    query.close();
    reader.close();
  }
}
