package dev.canopy.benchmarks;

import dev.canopy.audit.AuditEvent;
import dev.canopy.audit.AuditLog;
import dev.canopy.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.concurrent.Semaphore;

/** Logs to measure with. */
final class Logs {
  /** An entry of about 300 bytes. */
  static final AuditEvent EVENT =
      new AuditEvent(
          JsonObject.builder()
              .put("action_type", "execute_shell")
              .put("decision", "DENY")
              .put("reason", "deletes recursively outside the project")
              .put("avid", "AVID-" + "5".repeat(64))
              .build(),
          JsonObject.EMPTY);

  /** Entries in flight at most: well below the log's bound on what may wait. */
  private static final int WINDOW = 20_000;

  private Logs() {}

  /** Where a log is to be that is not there yet: what was there is deleted. */
  static Path fresh(Path dir) throws IOException {
    var file = dir.resolve("audit.log");
    Files.deleteIfExists(file);
    Files.deleteIfExists(dir.resolve("audit.log.lock"));
    var beside = dir.resolve("audit.log.d");
    if (Files.isDirectory(beside)) {
      try (var paths = Files.walk(beside)) {
        for (var path : paths.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(path);
        }
      }
    }
    return file;
  }

  /** Writes a log of at least so many bytes, and closes it; answers how many entries it has. */
  static long write(Path file, long bytes) throws Exception {
    var written = 0L;
    try (var log = AuditLog.open(file, InstantSource.system())) {
      var window = new Semaphore(WINDOW);
      while (Files.size(file) < bytes) {
        for (var i = 0; i < 100; i++) {
          window.acquire(100);
          for (var j = 0; j < 100; j++) {
            append(log, window);
          }
          written += 100;
        }
      }
      window.acquire(WINDOW);
    }
    return written + 1;
  }

  /** Appends, and gives back a permit when the entry is durable. */
  static void append(AuditLog log, Semaphore window) {
    log.append(EVENT)
        .whenComplete(
            (receipt, failure) -> {
              if (failure != null) {
                throw new IllegalStateException(failure);
              }
              window.release();
            });
  }
}
