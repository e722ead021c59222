package dev.canopy.audit;

import dev.canopy.json.JsonObject;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The one writer of an open log. Callers turn their event into bytes on their own thread and put it
 * into a queue; one daemon thread, the committer, owns the files: it takes what has gathered,
 * chains it, writes it, forces it to the disk, and only then hands out the receipts. While it waits
 * for the disk the next batch gathers, so many callers share one flush without any delay built in.
 *
 * <p>No caller touches a file, so interrupting one cannot close it. Chaining happens on the
 * committer, after the place of a batch is certain: a batch that the disk refuses leaves no trace
 * in the chain, and in a shared log the place is not known before this process has its turn.
 *
 * <p>The queue and the flags are guarded by {@link #gate}; all else belongs to the committer.
 */
final class LogWriter {
  /** So much is unsynced at most, and so long a torn tail can be: see {@link #recover}. */
  static final int MAX_BATCH_BYTES = 1 << 20;

  /** So much may wait for the disk. Over it, appends fail rather than take all memory. */
  static final int MAX_PENDING_BYTES = 16 << 20;

  /** What a queued event costs beside its bytes. */
  private static final int QUEUED_OVERHEAD_BYTES = 64;

  /** Looks for work so often before it sleeps: about as long as waking up would take. */
  private static final int SPINS = 2_000;

  private static final int LONGEST_LINE = LineCheck.MAX_LINE_BYTES + 1;

  private static final byte[] LINE_START = ascii("{\"ts\":\"");
  private static final byte[] SEQ = ascii(",\"seq\":");
  private static final byte[] PREV_HASH = ascii(",\"prev_hash\":\"");
  private static final byte[] LOG_ID = ascii("\"log_id\":\"");

  /** Runs what hangs on receipts: never the committer. A common pool of no threads runs nothing. */
  private static final Executor CALLBACKS =
      Integer.getInteger("java.util.concurrent.ForkJoinPool.common.parallelism", 1) > 0
          ? ForkJoinPool.commonPool()
          : task -> new Thread(task, "canopy-audit-callback").start();

  private final Disk disk;
  private final Path path;
  private final Path folder;
  private final InstantSource clock;
  private final AuditOptions options;
  private final Supplier<String> newLogId;
  private final Thread committer;
  private final DisclosureFile beside;

  private final ReentrantLock gate = new ReentrantLock();
  private Queue filling = new Queue();
  private int pendingBytes;
  private boolean parked;
  private final List<Erasing> erasures = new ArrayList<>();
  private boolean closing;
  private @Nullable AuditException failure;
  private volatile boolean work;

  private final CountDownLatch opened = new CountDownLatch(1);
  private @Nullable AuditException openFailure;

  private final Chain chain = new Chain();
  private final Chain mark = new Chain();
  private final Timestamps timestamps = new Timestamps();
  private Queue committing = new Queue();
  private byte[] batch = new byte[8 << 10];
  private int batchBytes;
  private @Nullable LogFile file;
  private @Nullable LockFile lock;
  private @Nullable Object identity;
  private String logId = "";
  private long durableSize;

  /** The log is in a state from which nothing may be appended any more. */
  private static final class Poisoned extends Exception {
    private static final long serialVersionUID = 1L;
    private final AuditException reason;

    Poisoned(AuditException reason) {
      super(reason);
      this.reason = reason;
    }
  }

  private LogWriter(
      Disk disk, Path path, InstantSource clock, AuditOptions options, Supplier<String> newLogId) {
    this.disk = disk;
    this.path = path;
    this.folder = path.resolveSibling(path.getFileName() + ".d");
    this.clock = clock;
    this.options = options;
    this.newLogId = newLogId;
    this.beside = new DisclosureFile(disk, folder);
    this.committer = new Thread(this::run, "canopy-audit-" + path.getFileName());
    committer.setDaemon(true);
  }

  /** Opens the log at a path that {@link Disk#locate} gave; its lock file is there. */
  static LogWriter open(
      Disk disk, Path path, InstantSource clock, AuditOptions options, Supplier<String> newLogId)
      throws AuditException {
    var writer = new LogWriter(disk, path, clock, options, newLogId);
    writer.committer.start();
    awaitQuietly(writer.opened);
    if (writer.openFailure != null) {
      throw writer.openFailure;
    }
    return writer;
  }

  static Path lockPath(Path path) {
    return path.resolveSibling(path.getFileName() + ".lock");
  }

  InstantSource clock() {
    return clock;
  }

  AuditOptions options() {
    return options;
  }

  @Nullable Object identity() {
    return identity;
  }

  /** Why nothing can be appended any more; null if it can. */
  @Nullable AuditException failure() {
    gate.lock();
    try {
      return failure;
    } finally {
      gate.unlock();
    }
  }

  // ---- Callers' side.

  CompletionStage<Receipt> append(AuditEvent event) {
    EventText text;
    try {
      text = EventText.of(event);
    } catch (AuditException e) {
      return CompletableFuture.failedFuture(e);
    }
    var receipt = new PendingReceipt();
    boolean wake;
    gate.lock();
    try {
      if (failure != null) {
        return CompletableFuture.failedFuture(failure);
      }
      if (closing) {
        return CompletableFuture.failedFuture(new AuditException("the log is closed"));
      }
      var cost = text.size() + text.besideSize() + QUEUED_OVERHEAD_BYTES;
      if (pendingBytes + cost > MAX_PENDING_BYTES) {
        return CompletableFuture.failedFuture(
            new AuditException(
                "the disk is slower than the log: "
                    + pendingBytes
                    + " bytes wait for it, the most is "
                    + MAX_PENDING_BYTES));
      }
      pendingBytes += cost;
      filling.add(text, receipt);
      work = true;
      wake = parked;
      parked = false;
    } finally {
      gate.unlock();
    }
    if (wake) {
      LockSupport.unpark(committer);
    }
    return receipt;
  }

  /**
   * Erases disclosures in a turn of its own, and logs that.
   *
   * @param entries the entries of which something is erased
   * @param names which of their disclosures
   * @param records what is logged about it
   * @return how many disclosures there were
   */
  CompletableFuture<Long> erase(
      EntryNumbers entries, Predicate<String> names, List<AuditEvent> records) {
    var erasing = new Erasing(entries, names, records, new CompletableFuture<>());
    gate.lock();
    try {
      if (failure != null) {
        return CompletableFuture.failedFuture(failure);
      }
      if (closing) {
        return CompletableFuture.failedFuture(new AuditException("the log is closed"));
      }
      erasures.add(erasing);
      work = true;
      parked = false;
    } finally {
      gate.unlock();
    }
    LockSupport.unpark(committer);
    return erasing.done();
  }

  private record Erasing(
      EntryNumbers entries,
      Predicate<String> names,
      List<AuditEvent> records,
      CompletableFuture<Long> done) {}

  /** Returns when all that was appended is settled and the files are closed. */
  void close() {
    gate.lock();
    try {
      closing = true;
      work = true;
    } finally {
      gate.unlock();
    }
    LockSupport.unpark(committer);
    var interrupted = false;
    while (committer.isAlive()) {
      try {
        committer.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    var interrupted = false;
    while (true) {
      try {
        latch.await();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  // ---- The committer.

  private void run() {
    try {
      openFiles();
    } catch (Poisoned e) {
      openFailure = e.reason;
    } catch (AuditException e) {
      openFailure = e;
    } catch (IOException | RuntimeException | Error e) {
      openFailure = new AuditException("cannot open `" + path + "`: " + e, e);
    }
    var failed = openFailure != null;
    if (failed) {
      closeFiles();
      opened.countDown();
      return;
    }
    opened.countDown();
    try {
      while (take()) {
        commit(committing);
        release(committing);
        eraseWhatIsAsked();
      }
      leaveInOrder();
    } catch (Poisoned e) {
      fail(e.reason);
    } catch (IOException | RuntimeException | Error e) {
      fail(new AuditException("the log `" + path + "` stopped: " + e, e));
    } finally {
      closeFiles();
    }
  }

  /** Waits until {@link #committing} holds something to write; false when the log is closing. */
  private boolean take() {
    for (var i = 0; i < SPINS && !work; i++) {
      Thread.onSpinWait();
    }
    while (true) {
      gate.lock();
      try {
        work = false;
        if (filling.count() > 0 || !erasures.isEmpty()) {
          var gathered = filling;
          filling = committing;
          committing = gathered;
          return true;
        }
        if (closing) {
          return false;
        }
        parked = true;
      } finally {
        gate.unlock();
      }
      LockSupport.park(this);
    }
  }

  private void release(Queue done) {
    gate.lock();
    try {
      pendingBytes -= done.bytes() + done.besideBytes() + done.count() * QUEUED_OVERHEAD_BYTES;
    } finally {
      gate.unlock();
    }
    done.clear();
  }

  /** From now on everything fails. */
  private void fail(AuditException reason) {
    Queue left;
    List<Erasing> asked;
    gate.lock();
    try {
      failure = reason;
      asked = List.copyOf(erasures);
      erasures.clear();
      left = filling;
      filling = new Queue();
    } finally {
      gate.unlock();
    }
    // Those that were settled before stay as they are.
    settle(committing, 0, committing.count(), null, reason);
    settle(left, 0, left.count(), null, reason);
    asked.forEach(each -> each.done().completeExceptionally(reason));
  }

  private void eraseWhatIsAsked() throws IOException, Poisoned {
    List<Erasing> asked;
    gate.lock();
    try {
      asked = List.copyOf(erasures);
      erasures.clear();
    } finally {
      gate.unlock();
    }
    for (var each : asked) {
      try {
        beginTurn();
        try {
          each.done().complete(erase(each));
        } finally {
          endTurn();
        }
      } catch (AuditException | IOException e) {
        each.done().completeExceptionally(e);
      } catch (Poisoned e) {
        each.done().completeExceptionally(e.reason);
        throw e;
      } catch (RuntimeException | Error e) {
        each.done().completeExceptionally(e);
        throw e;
      }
    }
  }

  private long erase(Erasing asked) throws IOException, AuditException, Poisoned {
    var end = chain.nextSeq();
    var erased =
        beside.rewrite(
            line -> {
              var seq = DisclosureSearch.seqOf(line);
              var name = Disclosures.nameOf(line);
              return seq >= 0
                  && seq < end
                  && name != null
                  && !(asked.entries().contains(seq) && asked.names().test(name));
            });
    for (var record : asked.records()) {
      appendOwn(record.fields(), record.extensions());
    }
    return erased;
  }

  private void commit(Queue queue) throws IOException, Poisoned {
    var from = 0;
    while (from < queue.count()) {
      var to = from;
      var bytes = 0;
      while (to < queue.count()) {
        bytes += queue.end(to) - queue.from(to) + EventText.FRAME_BYTES + 1;
        if (bytes > MAX_BATCH_BYTES) {
          break;
        }
        to++;
      }
      commit(queue, from, to);
      from = to;
    }
  }

  private void commit(Queue queue, int from, int to) throws IOException, Poisoned {
    var receipts = new Receipt[to - from];
    try {
      beginTurn();
      try {
        write(queue, from, to, receipts);
      } finally {
        endTurn();
      }
    } catch (AuditException e) {
      settle(queue, from, to, null, e);
      return;
    }
    settle(queue, from, to, receipts, null);
  }

  /** Chains, writes and forces; afterwards all of it is durable or none of it is in the file. */
  private void write(Queue queue, int from, int to, Receipt[] receipts)
      throws AuditException, Poisoned {
    var log = file();
    mark.copyFrom(chain);
    batchBytes = 0;
    beside.clear();
    var firstSeq = chain.nextSeq();
    for (var i = from; i < to; i++) {
      beside.gather(queue.beside(), queue.besideFrom(i), queue.besideEnd(i), firstSeq + i - from);
      receipts[i - from] = addLine(queue, i);
    }
    try {
      beside.append(firstSeq);
      var bytes = ByteBuffer.wrap(batch, 0, batchBytes);
      while (bytes.hasRemaining()) {
        if (log.append(bytes) <= 0) {
          throw new IOException("the disk took nothing");
        }
      }
    } catch (IOException e) {
      chain.copyFrom(mark);
      beside.cutBack();
      cutBack(log, e);
      throw new AuditException(
          "the disk did not take the entries, which were removed again: " + e.getMessage(), e);
    }
    try {
      forceBoth(log);
    } catch (IOException e) {
      // After a failed fsync the kernel may have dropped the pages, and the next one succeeds.
      throw new Poisoned(
          new AuditException(
              "the disk failed to make entries durable; nothing more is written to `"
                  + path
                  + "`, open it anew: "
                  + e.getMessage(),
              e));
    }
    durableSize += batchBytes;
  }

  /** Forces the log and what is beside it, at the same time. */
  private void forceBoth(LogFile log) throws IOException {
    beside.startForce();
    try {
      log.force();
    } finally {
      beside.awaitForced();
    }
  }

  private void cutBack(LogFile log, IOException cause) throws Poisoned {
    try {
      log.truncate(durableSize);
      if (log.size() == durableSize) {
        return;
      }
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
    throw new Poisoned(
        new AuditException(
            "half an entry is at the end of `"
                + path
                + "` and cannot be removed; open it anew: "
                + cause.getMessage(),
            cause));
  }

  private Receipt addLine(Queue queue, int index) {
    var text = queue.text();
    var from = queue.from(index);
    var fieldsEnd = queue.fieldsEnd(index);
    var end = queue.end(index);
    var needed = batchBytes + end - from + EventText.FRAME_BYTES + 1;
    if (needed > batch.length) {
      batch = Arrays.copyOf(batch, Math.max(needed, batch.length * 2));
    }
    var b = batch;
    var start = batchBytes;
    var seq = chain.nextSeq();
    // Time in the log never runs backwards, whatever the clock does.
    var micros = Math.max(Timestamps.epochMicros(clock.instant()), chain.lastEpochMicros());

    System.arraycopy(LINE_START, 0, b, start, LINE_START.length);
    var at = start + LINE_START.length;
    timestamps.write(micros, b, at);
    at += LineCheck.TS_BYTES;
    b[at++] = '"';
    if (fieldsEnd > from) {
      b[at++] = ',';
      System.arraycopy(text, from, b, at, fieldsEnd - from);
      at += fieldsEnd - from;
    }
    System.arraycopy(SEQ, 0, b, at, SEQ.length);
    at = decimal(seq, b, at + SEQ.length);
    if (end > fieldsEnd) {
      b[at++] = ',';
      System.arraycopy(text, fieldsEnd, b, at, end - fieldsEnd);
      at += end - fieldsEnd;
    }
    System.arraycopy(PREV_HASH, 0, b, at, PREV_HASH.length);
    at += PREV_HASH.length;
    System.arraycopy(chain.headHex(), 0, b, at, LineCheck.HASH_HEX_BYTES);
    at += LineCheck.HASH_HEX_BYTES;
    b[at++] = '"';
    b[at++] = '}';
    chain.take(b, start, at, micros);
    b[at++] = '\n';
    batchBytes = at;
    return new Receipt(chain.head(), seq, chain.lastTs());
  }

  private static int decimal(long number, byte[] to, int from) {
    var digits = 1;
    for (var rest = number; rest >= 10; rest /= 10) {
      digits++;
    }
    var rest = number;
    for (var at = from + digits - 1; at >= from; at--) {
      to[at] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    return from + digits;
  }

  private static void settle(
      Queue queue,
      int from,
      int to,
      Receipt @Nullable [] receipts,
      @Nullable AuditException reason) {
    var awaited = true;
    for (var i = from; i < to; i++) {
      var pending = queue.receipt(i);
      if (receipts != null) {
        awaited &= pending.settle(receipts[i - from]);
      } else if (reason != null) {
        awaited &= pending.settle(reason);
      }
    }
    if (!awaited) {
      var settled = queue.receipts(from, to);
      CALLBACKS.execute(() -> complete(settled));
    }
  }

  private static void complete(PendingReceipt[] settled) {
    for (var pending : settled) {
      pending.completeSettled();
    }
  }

  // ---- Whose turn it is, and what others wrote.

  private void beginTurn() throws IOException, AuditException, Poisoned {
    if (options.shared()) {
      takeLock(lock());
    }
    try {
      absorb();
    } catch (IOException | AuditException | Poisoned | RuntimeException e) {
      endTurn();
      throw e;
    }
  }

  private void endTurn() throws IOException {
    if (options.shared()) {
      lock().unlock();
    }
  }

  private void takeLock(LockFile held) throws IOException, AuditException {
    var deadline = System.nanoTime() + options.lockPatience().toNanos();
    var pauseNanos = 20_000L;
    while (!held.tryLock()) {
      var owner = LockNote.parse(held.words()).owner();
      if (owner != null) {
        throw new AuditException("`" + path + "` is held by " + owner + " for itself");
      }
      if (System.nanoTime() - deadline > 0) {
        throw new AuditException(
            "`" + path + "`: other processes left no turn within " + options.lockPatience());
      }
      LockSupport.parkNanos(this, pauseNanos);
      pauseNanos = Math.min(2 * pauseNanos, 500_000);
    }
  }

  /** Makes sure that the file is still the log's, and takes in what other processes wrote. */
  private void absorb() throws IOException, AuditException, Poisoned {
    var log = file();
    if (!Objects.equals(disk.identity(path), identity)) {
      throw poisoned("was moved, deleted or replaced while it was open");
    }
    var size = log.size();
    if (size < durableSize) {
      throw poisoned("was cut from " + durableSize + " to " + size + " bytes while it was open");
    }
    if (size == durableSize) {
      return;
    }
    if (!options.shared()) {
      throw poisoned(
          "grew by " + (size - durableSize) + " bytes that this process, its owner, did not write");
    }
    var scan = new TailScan(log, chain);
    durableSize = scan.scan(durableSize, size);
    if (durableSize < size) {
      recover(log, size, scan.fault());
      recordRecoveries();
    }
  }

  private Poisoned poisoned(String what) {
    return new Poisoned(
        new AuditException("`" + path + "` " + what + "; nothing more is written to it"));
  }

  // ---- Opening.

  private void openFiles() throws IOException, AuditException, Poisoned {
    var held = disk.openLock(lockPath(path));
    lock = held;
    takeOwnership(held);
    var note = LockNote.parse(held.words());
    if (disk.identity(path) == null) {
      if (note.logId() != null) {
        throw vanished(note.logId(), "is gone");
      }
      disk.create(path);
    }
    var log = disk.open(path);
    file = log;
    identity = disk.identity(path);
    var size = log.size();
    if (size == 0 && note.logId() != null) {
      throw vanished(note.logId(), "was emptied");
    }
    if (size > 0) {
      readGenesis(log, size, note.logId());
    }
    if (size > 0 && !logId.isEmpty()) {
      findEnd(log, size, note);
    }
    if (logId.isEmpty()) {
      begin(log);
    }
    recordRecoveries();
    held.leave(
        LockNote.words(
            logId, options.shared() ? null : "process " + ProcessHandle.current().pid()));
    endTurn();
  }

  private void takeOwnership(LockFile held) throws IOException, AuditException {
    if (options.shared()) {
      takeLock(held);
      return;
    }
    // Whoever shares the log holds the lock for one flush at a time.
    for (var tries = 0; !held.tryLock(); tries++) {
      var owner = LockNote.parse(held.words()).owner();
      if (owner != null || tries == 100) {
        throw new AuditException(
            "`"
                + path
                + "` is in use by "
                + (owner != null ? owner : "other processes, which share it")
                + "; close it there, or open it shared everywhere");
      }
      LockSupport.parkNanos(this, 1_000_000);
    }
  }

  private AuditException vanished(String id, String what) {
    return new AuditException(
        "the log "
            + id
            + " that was at `"
            + path
            + "` "
            + what
            + "; put it back, or delete `"
            + lockPath(path).getFileName()
            + "` to begin a new one");
  }

  /** Sets {@link #logId}, or leaves it empty if not even the first line is complete. */
  private void readGenesis(LogFile log, long size, @Nullable String knownId)
      throws IOException, AuditException, Poisoned {
    var start = TailScan.read(log, 0, (int) Math.min(size, LONGEST_LINE));
    var end = 0;
    while (end < start.length && start[end] != '\n') {
      end++;
    }
    if (end == start.length) {
      if (size > start.length || knownId != null || !TailScan.isTorn(start)) {
        throw notALog("line 1 has no end");
      }
      recover(log, size, null); // died in its first write
      return;
    }
    var line = new byte[end + 2];
    System.arraycopy(start, 0, line, 1, end + 1);
    var fault = new Chain().accept(line, 1, end + 1);
    if (fault != null) {
      if (LegacyLogs.looksLike(Arrays.copyOf(start, end))) {
        throw notALog("it is one of the format " + LegacyLogs.CANOPY_0_2 + ", which is only read");
      }
      throw notALog("line 1: " + fault.words());
    }
    var at = Chain.indexOf(line, 1, end, LOG_ID) + LOG_ID.length;
    var close = at;
    while (at >= LOG_ID.length && close < end && line[close] != '"') {
      close++;
    }
    logId = new String(line, at, close - at, StandardCharsets.UTF_8);
    if (knownId != null && !knownId.equals(logId)) {
      throw vanished(knownId, "was replaced by the log " + logId);
    }
  }

  private AuditException notALog(String why) {
    return new AuditException(
        "`" + path + "` is not a Canopy audit log (" + why + "); choose another file");
  }

  /**
   * Finds the end of the chain from the last lines, so that opening takes no longer as it grows.
   */
  private void findEnd(LogFile log, long size, LockNote note)
      throws IOException, AuditException, Poisoned {
    if (note.cleanSize() == size && note.cleanHead() != null) {
      // Closed in order: all of it was forced, so the last line is enough.
      var window = (int) Math.min(size, 2L * LONGEST_LINE);
      if (scanFrom(log, size - window, size) == size && chain.head().equals(note.cleanHead())) {
        durableSize = size;
        return;
      }
    }
    var window = Math.min(size, MAX_BATCH_BYTES + 2L * LONGEST_LINE);
    durableSize = scanFrom(log, size - window, size);
    if (durableSize < size) {
      recover(log, size, scanFault);
    }
  }

  private @Nullable Fault scanFault;

  /** Scans from the first line that begins at or after {@code from}. */
  private long scanFrom(LogFile log, long from, long size) throws IOException, AuditException {
    var start = from;
    chain.copyFrom(from == 0 ? new Chain() : Chain.fromAnywhere());
    if (from > 0) {
      var chunk = TailScan.read(log, from - 1, (int) Math.min(size - from + 1, LONGEST_LINE + 1));
      var i = 0;
      while (i < chunk.length && chunk[i] != '\n') {
        i++;
      }
      if (i == chunk.length) {
        throw notALog("a line of more than " + LineCheck.MAX_LINE_BYTES + " bytes near its end");
      }
      start = from + i;
    }
    var scan = new TailScan(log, chain);
    var validEnd = scan.scan(start, size);
    scanFault = scan.fault();
    if (validEnd == start && start > 0) {
      throw new AuditException(
          "`" + path + "` is broken near its end, at byte " + start + help(scan.fault()));
    }
    return validEnd;
  }

  private static String help(@Nullable Fault fault) {
    return (fault == null ? "" : ": " + fault.words()) + "; see `canopy verify`";
  }

  /**
   * What stands after {@link #durableSize} is the torn end of a batch that was never acknowledged:
   * it is kept aside and cut off. If a crash does not explain it, the log is refused as it is.
   */
  private void recover(LogFile log, long size, @Nullable Fault fault) throws IOException, Poisoned {
    var length = size - durableSize;
    var rest =
        length > MAX_BATCH_BYTES ? new byte[0] : TailScan.read(log, durableSize, (int) length);
    if (rest.length == 0 || !TailScan.isTorn(rest)) {
      throw new Poisoned(
          new AuditException(
              "`"
                  + path
                  + "` is broken after its entry "
                  + (chain.nextSeq() - 1)
                  + ", at byte "
                  + durableSize
                  + help(fault)));
    }
    var sha256 = Hex.encode(Chain.sha256().digest(rest));
    var time = new byte[LineCheck.TS_BYTES];
    timestamps.write(Timestamps.epochMicros(clock.instant()), time, 0);
    var name = new StringBuilder("torn-");
    for (var c : time) {
      if (c != '-' && c != ':') {
        name.append((char) c);
      }
    }
    // The name says `pending` until the log has an entry about it.
    name.append('-').append(sha256, 0, 8).append(PENDING);
    disk.writeAside(folder.resolve(name.toString()), rest);
    log.truncate(durableSize);
    log.force();
  }

  private static final String PENDING = ".pending";

  private void begin(LogFile log) throws IOException, AuditException, Poisoned {
    logId = newLogId.get();
    appendOwn(
        JsonObject.builder().put("action_type", "audit.genesis").build(),
        JsonObject.builder()
            .put("format", "canopy-audit-1")
            .put("algorithm", "sha256-rfc6962-leaf")
            .put("log_id", logId)
            .build());
    disk.forceFolderOf(path);
    if (log.size() != durableSize) {
      throw poisoned("was written by someone else while it was made");
    }
  }

  private void recordRecoveries() throws IOException, AuditException, Poisoned {
    for (var name : disk.names(folder, PENDING)) {
      var torn = disk.read(folder.resolve(name));
      var finalName = name.substring(0, name.length() - PENDING.length());
      appendOwn(
          JsonObject.builder().put("action_type", "audit.recovery").build(),
          JsonObject.builder()
              .put("bytes", torn.length)
              .put("sha256", Hex.encode(Chain.sha256().digest(torn)))
              .put("file", finalName)
              .build());
      disk.rename(folder.resolve(name), folder.resolve(finalName));
    }
  }

  /** Appends an entry of the log's own, in a turn that is already ours. */
  private void appendOwn(JsonObject fields, JsonObject extensions) throws AuditException, Poisoned {
    var queue = new Queue();
    queue.add(EventText.of(new AuditEvent(fields, extensions)), new PendingReceipt());
    write(queue, 0, 1, new Receipt[1]);
  }

  // ---- Closing.

  private void leaveInOrder() throws IOException {
    var held = lock();
    if (options.shared() && !held.tryLock()) {
      return; // someone is writing: then there is no end to note
    }
    if (file().size() == durableSize) {
      held.leave(LockNote.closedInOrder(logId, durableSize, chain.head()));
    }
    endTurn();
  }

  private void closeFiles() {
    closeQuietly(beside);
    closeQuietly(file);
    closeQuietly(lock);
  }

  private static void closeQuietly(@Nullable Closeable closeable) {
    if (closeable == null) {
      return;
    }
    try {
      closeable.close();
    } catch (IOException e) {
      // All that was acknowledged was forced before.
    }
  }

  private LogFile file() {
    return Objects.requireNonNull(file, "file");
  }

  private LockFile lock() {
    return Objects.requireNonNull(lock, "lock");
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
