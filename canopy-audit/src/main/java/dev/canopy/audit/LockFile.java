package dev.canopy.audit;

import java.io.Closeable;
import java.io.IOException;

/** The lock between processes, and the few words that its holders leave in it. */
interface LockFile extends Closeable {
  /** True if this process now holds the lock. */
  boolean tryLock() throws IOException;

  void unlock() throws IOException;

  /** What the last holder left; empty if nothing. */
  String words() throws IOException;

  void leave(String words) throws IOException;
}
