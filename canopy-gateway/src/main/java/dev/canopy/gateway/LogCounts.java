package dev.canopy.gateway;

import dev.canopy.audit.AuditException;
import dev.canopy.json.JsonObject;
import dev.canopy.records.EntryDetails;
import dev.canopy.records.LogCursor;
import dev.canopy.records.LogQuery;
import dev.canopy.records.LogStats;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Counts the log once, and from then on what is added to it. Each time it is asked it goes on for a
 * while, so that nobody waits for the whole of a long log. Safe for use by many threads.
 */
final class LogCounts implements AutoCloseable {
  /** More parts of time than this are put together. */
  private static final int SHOWN_PARTS = 400;

  private static final long SLICE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  private final Path log;
  private @Nullable LogCursor cursor;
  private LogStats stats = new LogStats(LogStats.Bucket.MINUTE);

  LogCounts(Path log) {
    this.log = log;
  }

  /** What is counted so far, and whether that is all. */
  synchronized JsonObject count(int top) throws AuditException {
    var complete = Files.notExists(log) || goOn();
    stats.fit(SHOWN_PARTS);
    return JsonObject.builder()
        .put("complete", complete)
        .put("counts", LogJson.of(stats, top))
        .build();
  }

  private boolean goOn() throws AuditException {
    var from = cursor;
    if (from == null || from.isReplaced()) {
      close();
      from = new LogCursor(log, new LogQuery(LogQuery.Terms.NONE, new EntryDetails(log)), 0);
      cursor = from;
      stats = new LogStats(LogStats.Bucket.MINUTE);
    }
    var until = System.nanoTime() + SLICE_NANOS;
    for (var item = from.next(); item != null; item = from.next()) {
      stats.add(item);
      if (System.nanoTime() - until >= 0) {
        return false;
      }
    }
    return true;
  }

  @Override
  public synchronized void close() throws AuditException {
    var from = cursor;
    cursor = null;
    if (from != null) {
      from.close();
    }
  }
}
