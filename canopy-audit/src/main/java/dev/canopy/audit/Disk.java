package dev.canopy.audit;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** The file operations that a log needs, so that tests can put a faulty disk in their place. */
interface Disk {
  /** Runs tasks one after the other on a thread of its own that keeps no process alive. */
  Executor executor(String name);

  /** The one name of {@code log}: absolute, symbolic links resolved; its folder is made. */
  Path locate(Path log) throws IOException;

  /** What is at the path now, such as device and inode; null if there is nothing. */
  @Nullable Object identity(Path file) throws IOException;

  /** Makes an empty file that only its owner can read, if there is none. */
  void create(Path file) throws IOException;

  /** Opens a file that is there. */
  LogFile open(Path file) throws IOException;

  /** Opens a lock file that is there. */
  LockFile openLock(Path file) throws IOException;

  /** Writes a new file and its folder, both forced to the disk. */
  void writeAside(Path file, byte[] content) throws IOException;

  byte[] read(Path file) throws IOException;

  /** What is in a file; null if there is none. */
  byte @Nullable [] readIfThere(Path file) throws IOException;

  /**
   * What is in the file of a secret; null if there is none.
   *
   * @throws AuditException if others than its owner could read or change it
   */
  byte @Nullable [] readSecret(Path file) throws IOException, AuditException;

  /**
   * Puts a file in the place of another in one step, readable only by its owner: who reads it finds
   * the old content or the new. Its folder is made.
   *
   * @param durable true to return when it is on the disk; false if it may be lost or spoilt when
   *     the power fails
   */
  void put(Path file, byte[] content, boolean durable) throws IOException;

  /** Deletes a file, if it is there; the folder is not forced. */
  void delete(Path file) throws IOException;

  /** How much can still be written where this file is. */
  long usableBytes(Path file) throws IOException;

  /**
   * Makes a file that takes so much space, whatever is in it; it need not survive a power cut. On
   * failure there is no file.
   */
  void reserve(Path file, long bytes) throws IOException;

  /** Renames, makes the folder to which it goes, and forces both folders. */
  void rename(Path from, Path to) throws IOException;

  /** The names in a folder that end so; empty if there is no such folder. */
  List<String> names(Path folder, String ending) throws IOException;

  /** True if two of its files can be forced at once, by two threads. */
  default boolean isForManyThreads() {
    return true;
  }

  /** Forces the folder that holds {@code file}, so that its name survives a power cut. */
  void forceFolderOf(Path file) throws IOException;
}
