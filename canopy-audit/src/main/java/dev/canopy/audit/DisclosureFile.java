package dev.canopy.audit;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * {@code disclosures.jsonl} beside a log, as the committer writes it: the disclosures of a batch go
 * into it before the batch goes into the log, and both are forced before anything is acknowledged.
 *
 * <p>The two files are forced at the same time, this one by a thread of its own: one after the
 * other takes twice as long as one, both at once about one and a half times. See the benchmarks.
 *
 * <p>All methods are for the committer, in its turn: what is under {@link #append} and {@link
 * #cutBack} is under the lock of the log.
 */
final class DisclosureFile implements Closeable {
  static final String NAME = "disclosures.jsonl";

  private static final byte[] SEQ = "{\"seq\":".getBytes(StandardCharsets.US_ASCII);

  /** What does not fit any more after a batch of large values is given back. */
  private static final int KEPT_BYTES = 1 << 22;

  private final Disk disk;
  private final Path path;
  private @Nullable LogFile file;
  private @Nullable Object identity;
  private byte[] batch = new byte[0];
  private int bytes;
  private long sizeBefore = -1;
  private long knownSize = -1;
  private @Nullable Flusher flusher;

  DisclosureFile(Disk disk, Path folder) {
    this.disk = disk;
    this.path = folder.resolve(NAME);
  }

  /** Begins a batch. */
  void clear() {
    bytes = 0;
    sizeBefore = -1;
    if (batch.length > KEPT_BYTES) {
      batch = new byte[0];
    }
  }

  /** Adds the disclosures of an entry to the batch: lines that lack their {@code seq}. */
  void gather(byte[] lines, int from, int to, long seq) {
    var start = from;
    for (var i = from; i < to; i++) {
      if (lines[i] == '\n') {
        line(lines, start, i + 1, seq);
        start = i + 1;
      }
    }
  }

  private void line(byte[] lines, int from, int to, long seq) {
    var number = Long.toString(seq);
    var needed = bytes + SEQ.length + number.length() + to - from;
    if (needed > batch.length) {
      batch = Arrays.copyOf(batch, Math.max(needed, batch.length * 2));
    }
    System.arraycopy(SEQ, 0, batch, bytes, SEQ.length);
    bytes += SEQ.length;
    for (var i = 0; i < number.length(); i++) {
      batch[bytes++] = (byte) number.charAt(i);
    }
    System.arraycopy(lines, from, batch, bytes, to - from);
    bytes += to - from;
  }

  /**
   * Writes the batch; on failure none of it counts, and the batch must not be logged.
   *
   * @param firstSeq the first entry of the batch
   */
  void append(long firstSeq) throws IOException {
    if (bytes == 0) {
      return;
    }
    var to = current();
    sizeBefore = to.size();
    if (sizeBefore != knownSize) {
      // Someone else wrote, and may have died before its entries were in the log.
      var end = DisclosureSearch.firstFrom(to, sizeBefore, firstSeq);
      if (end < sizeBefore) {
        to.truncate(end);
        sizeBefore = end;
      }
    }
    try {
      write(to, ByteBuffer.wrap(batch, 0, bytes));
      knownSize = sizeBefore + bytes;
    } catch (IOException e) {
      cutBack();
      throw e;
    }
  }

  private static void write(LogFile to, ByteBuffer from) throws IOException {
    while (from.hasRemaining()) {
      if (to.append(from) <= 0) {
        throw new IOException("the disk took nothing");
      }
    }
  }

  /**
   * Takes back what {@link #append} wrote, as far as that can be done: what stays belongs to no
   * entry, and the next redaction takes it away.
   */
  void cutBack() {
    if (sizeBefore < 0 || file == null) {
      return;
    }
    try {
      file.truncate(sizeBefore);
    } catch (IOException e) {
      // Also a disclosure without an entry discloses nothing that is in the log.
    }
    sizeBefore = -1;
    knownSize = -1;
  }

  /** Starts to force what was appended; {@link #awaitForced} must follow. */
  void startForce() throws IOException {
    if (sizeBefore < 0 || file == null) {
      return;
    }
    if (!disk.isForManyThreads()) {
      file.force();
      return;
    }
    if (flusher == null) {
      flusher = new Flusher("canopy-audit-disclosures");
      flusher.start();
    }
    flusher.begin(file);
  }

  /** Returns when what was appended is on the disk. */
  void awaitForced() throws IOException {
    if (flusher != null) {
      flusher.await();
    }
  }

  /** The open file: another one if a redaction replaced it. */
  private LogFile current() throws IOException {
    var there = disk.identity(path);
    if (file != null && there != null && Objects.equals(there, identity)) {
      return file;
    }
    closeFile();
    if (there == null) {
      disk.writeAside(path, new byte[0]);
    }
    var opened = disk.open(path);
    file = opened;
    identity = disk.identity(path);
    knownSize = -1;
    return opened;
  }

  /**
   * Writes the file anew with only the lines that are kept, and puts it in the place of the old one
   * when it is on the disk. Returns how many lines were left out.
   */
  long rewrite(Keep keep) throws IOException {
    if (disk.identity(path) == null) {
      return 0;
    }
    var next = path.resolveSibling(NAME + ".new");
    disk.writeAside(next, new byte[0]);
    var dropped = 0L;
    try (var from = disk.open(path);
        var to = disk.open(next)) {
      var lines = new DisclosureLines(from, 0);
      var out = new byte[1 << 16];
      var size = 0;
      for (var line = lines.next(); line != null; line = lines.next()) {
        if (!keep.keeps(line)) {
          dropped++;
          continue;
        }
        if (size + line.length + 1 > out.length) {
          write(to, ByteBuffer.wrap(out, 0, size));
          size = 0;
          out = line.length + 1 > out.length ? new byte[line.length + 1] : out;
        }
        System.arraycopy(line, 0, out, size, line.length);
        size += line.length;
        out[size++] = '\n';
      }
      write(to, ByteBuffer.wrap(out, 0, size));
      to.force();
    }
    closeFile();
    disk.rename(next, path);
    return dropped;
  }

  /** Says which lines stay. */
  interface Keep {
    boolean keeps(byte[] line) throws IOException;
  }

  private void closeFile() throws IOException {
    if (file != null) {
      file.close();
      file = null;
    }
  }

  @Override
  public void close() throws IOException {
    if (flusher != null) {
      flusher.end();
    }
    closeFile();
  }

  /** Forces a file while the committer forces another. */
  private static final class Flusher extends Thread {
    /** Looks so often before it sleeps. */
    private static final int SPINS = 1_000;

    private volatile @Nullable LogFile wanted;
    private volatile boolean busy;
    private volatile boolean ending;
    private volatile @Nullable Throwable failure;
    private volatile @Nullable Thread waiter;

    Flusher(String name) {
      super(name);
      setDaemon(true);
    }

    void begin(LogFile file) {
      failure = null;
      busy = true;
      waiter = Thread.currentThread();
      wanted = file;
      LockSupport.unpark(this);
    }

    void await() throws IOException {
      for (var i = 0; busy; i++) {
        if (i < SPINS) {
          Thread.onSpinWait();
        } else {
          LockSupport.park(this);
        }
      }
      var failed = failure;
      if (failed != null) {
        throw new IOException("the disclosures could not be forced: " + failed, failed);
      }
    }

    void end() {
      ending = true;
      LockSupport.unpark(this);
    }

    @Override
    public void run() {
      while (!ending) {
        var file = wanted;
        if (file == null) {
          LockSupport.park(this);
          continue;
        }
        wanted = null;
        try {
          file.force();
        } catch (IOException | RuntimeException | Error e) {
          failure = e;
        }
        busy = false;
        LockSupport.unpark(waiter);
      }
    }
  }
}
