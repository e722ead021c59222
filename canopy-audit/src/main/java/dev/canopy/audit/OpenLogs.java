package dev.canopy.audit;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The logs that this process has open, each once: a file lock belongs to the whole process, and
 * closing any channel on a lock file drops it. Opening a log again gives the same writer.
 */
final class OpenLogs {
  /** By the identity of the lock file. Guards itself, also while a log is opened or closed. */
  private static final Map<Object, Open> OPEN = new HashMap<>();

  private static final class Open {
    final Object key;
    final LogWriter writer;
    int users = 1;

    Open(Object key, LogWriter writer) {
      this.key = key;
      this.writer = writer;
    }
  }

  private OpenLogs() {}

  static LogWriter acquire(
      Disk disk, Path file, InstantSource clock, AuditOptions options, Supplier<String> newLogId)
      throws AuditException {
    synchronized (OPEN) {
      try {
        var path = disk.locate(file);
        var lockPath = new LogPaths(path).lock();
        disk.create(lockPath);
        var key = disk.identity(lockPath);
        var log = disk.identity(path);
        if (key == null) {
          throw new IOException("`" + lockPath + "` was deleted");
        }
        var open = OPEN.get(key);
        if (open != null) {
          requireSame(open.writer, path, clock, options);
          open.users++;
          return open.writer;
        }
        for (var other : OPEN.values()) {
          if (log != null && log.equals(other.writer.identity())) {
            throw new AuditException("`" + path + "` is open already, under another name");
          }
        }
        var writer = LogWriter.open(disk, path, clock, options, newLogId);
        OPEN.put(key, new Open(key, writer));
        return writer;
      } catch (IOException e) {
        throw new AuditException("cannot open `" + file + "`: " + e.getMessage(), e);
      }
    }
  }

  /** What is done to a log that nobody in this process has open, and that stays so meanwhile. */
  interface WhileClosed<T> {
    T run(Path path) throws IOException, AuditException;
  }

  static <T> T whileClosed(Disk disk, Path file, WhileClosed<T> work) throws AuditException {
    synchronized (OPEN) {
      try {
        var path = disk.locate(file);
        var lockPath = new LogPaths(path).lock();
        disk.create(lockPath);
        if (OPEN.containsKey(disk.identity(lockPath))) {
          throw new AuditException("`" + path + "` is open in this process; close it first");
        }
        return work.run(path);
      } catch (IOException e) {
        throw new AuditException("cannot recover `" + file + "`: " + e.getMessage(), e);
      }
    }
  }

  private static void requireSame(
      LogWriter writer, Path path, InstantSource clock, AuditOptions options)
      throws AuditException {
    var failure = writer.failure();
    if (failure != null) {
      throw new AuditException(
          "`" + path + "` is open in this process and failed; close it first", failure);
    }
    if (!writer.options().equals(options) || !writer.clock().equals(clock)) {
      throw new AuditException(
          "`" + path + "` is open in this process already, with another clock or other options");
    }
  }

  static void release(LogWriter writer) {
    synchronized (OPEN) {
      Open released = null;
      for (var open : OPEN.values()) {
        if (open.writer == writer) {
          released = open;
        }
      }
      if (released != null && --released.users == 0) {
        // Closed before anyone can open it again: see the class comment.
        writer.close();
        OPEN.remove(released.key);
      }
    }
  }

  /** 128 random bits in hex. */
  static String randomLogId() {
    var id = new byte[16];
    new SecureRandom().nextBytes(id);
    return Hex.encode(id);
  }
}
