package dev.canopy.audit;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/** The open file of a log. Used by one thread. */
interface LogFile extends Closeable {
  long size() throws IOException;

  /** Reads into {@code to} from {@code position} on; -1 at the end of the file. */
  int read(ByteBuffer to, long position) throws IOException;

  /** Adds bytes at the end of the file; may take fewer than there are. */
  int append(ByteBuffer from) throws IOException;

  void truncate(long size) throws IOException;

  /** Returns when the file's bytes and size are on the disk (fdatasync). */
  void force() throws IOException;
}
