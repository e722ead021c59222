package dev.canopy.audit;

import java.io.Closeable;
import java.io.IOException;
import java.util.concurrent.locks.LockSupport;

/** Whose turn it is to write: the lock between processes, held for life or for one batch. */
final class Turns implements Closeable {
  private final LogPaths paths;
  private final AuditOptions options;
  private final LockFile lock;

  Turns(LogPaths paths, AuditOptions options, LockFile lock) {
    this.paths = paths;
    this.options = options;
    this.lock = lock;
  }

  LockNote note() throws IOException {
    return LockNote.parse(lock.words());
  }

  /** Leaves word of who holds the log. */
  void leaveNote(String logId) throws IOException {
    var owner = options.shared() ? null : "process " + ProcessHandle.current().pid();
    lock.leave(LockNote.words(logId, owner));
  }

  /** Leaves word that nobody holds the log. */
  void leaveInOrder(String logId) throws IOException {
    lock.leave(LockNote.words(logId, null));
  }

  /** Takes the lock for the first time. */
  void open() throws IOException, AuditException {
    if (options.shared()) {
      begin();
      return;
    }
    // Whoever shares the log holds the lock for one flush at a time.
    for (var tries = 0; !lock.tryLock(); tries++) {
      var owner = note().owner();
      if (owner != null || tries == 100) {
        throw new AuditException(
            "`"
                + paths.log()
                + "` is in use by "
                + (owner != null ? owner : "other processes, which share it")
                + "; close it there, or open it shared everywhere");
      }
      LockSupport.parkNanos(this, 1_000_000);
    }
  }

  /** Waits for this process's turn; an owner always has it. */
  void begin() throws IOException, AuditException {
    if (!options.shared()) {
      return;
    }
    var deadline = System.nanoTime() + options.lockPatience().toNanos();
    var pauseNanos = 20_000L;
    while (!lock.tryLock()) {
      var owner = note().owner();
      if (owner != null) {
        throw new AuditException("`" + paths.log() + "` is held by " + owner + " for itself");
      }
      if (System.nanoTime() - deadline > 0) {
        throw new AuditException(
            "`" + paths.log() + "`: other processes left no turn within " + options.lockPatience());
      }
      LockSupport.parkNanos(this, pauseNanos);
      pauseNanos = Math.min(2 * pauseNanos, 500_000);
    }
  }

  void end() throws IOException {
    if (options.shared()) {
      lock.unlock();
    }
  }

  @Override
  public void close() throws IOException {
    lock.close();
  }
}
