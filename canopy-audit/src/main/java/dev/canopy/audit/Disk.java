package dev.canopy.audit;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The file operations that a log needs, so that tests can put a faulty disk in their place. */
interface Disk {
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

  /** Renames within a folder and forces the folder. */
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
