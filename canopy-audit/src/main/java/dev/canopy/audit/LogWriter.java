package dev.canopy.audit;

import dev.canopy.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
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
  /** So much is unsynced at most, and so long a torn tail can be: see {@link TornEnd}. */
  static final int MAX_BATCH_BYTES = 1 << 20;

  /** So much may wait for the disk. Over it, appends fail rather than take all memory. */
  static final int MAX_PENDING_BYTES = 16 << 20;

  /** What a queued event costs beside its bytes. */
  private static final int QUEUED_OVERHEAD_BYTES = 64;

  /** Looks for work so often before it sleeps: about as long as waking up would take. */
  private static final int SPINS = 2_000;

  private final Disk disk;
  private final Path path;
  private final LogPaths paths;
  private final InstantSource clock;
  private final AuditOptions options;
  private final Supplier<String> newLogId;
  private final Thread committer;

  private final ReentrantLock gate = new ReentrantLock();
  private Queue filling = new Queue();
  private int pendingBytes;
  private boolean parked;
  private final List<Asked<?>> asked = new ArrayList<>();
  private boolean closing;
  private @Nullable AuditException failure;
  private volatile boolean work;

  private final CountDownLatch opened = new CountDownLatch(1);
  private @Nullable AuditException openFailure;

  private Queue committing = new Queue();
  private final LogEnd end;

  /** Keeps the tree and signs: see {@link TreeKeeper}. */
  private final Executor other;

  private @Nullable Turns turns;
  private @Nullable Sealing sealing;
  private volatile @Nullable DiskSpace space;
  private @Nullable Publisher publisher;
  private long movedNanos;

  private LogWriter(
      Disk disk,
      Path path,
      InstantSource clock,
      AuditOptions options,
      Supplier<String> newLogId,
      Executor other) {
    this.disk = disk;
    this.path = path;
    this.paths = new LogPaths(path);
    this.clock = clock;
    this.options = options;
    this.newLogId = newLogId;
    this.other = other;
    this.end = new LogEnd(disk, paths, clock);
    this.committer = new Thread(this::run, "canopy-audit-" + path.getFileName());
    committer.setDaemon(true);
  }

  /** Opens the log at a path that {@link Disk#locate} gave; its lock file is there. */
  static LogWriter open(
      Disk disk, Path path, InstantSource clock, AuditOptions options, Supplier<String> newLogId)
      throws AuditException {
    var writer =
        new LogWriter(disk, path, clock, options, newLogId, disk.executor("canopy-audit-tree"));
    writer.committer.start();
    awaitQuietly(writer.opened);
    if (writer.openFailure != null) {
      throw writer.openFailure;
    }
    return writer;
  }

  InstantSource clock() {
    return clock;
  }

  AuditOptions options() {
    return options;
  }

  Path path() {
    return path;
  }

  /** How far checkpoints are published; null if they are not. */
  @Nullable Publication publication() {
    return publisher == null ? null : publisher.publication();
  }

  /** The key that signs now. */
  NoteKey key() throws AuditException {
    return sealing().key().signer(sealing().origin()).key();
  }

  @Nullable Object identity() {
    return end.identity();
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

  /** Why nothing can be appended, for good or until there is space; null if it can. */
  @Nullable AuditException trouble() {
    var failed = failure();
    var held = space;
    return failed != null || held == null ? failed : held.trouble();
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
    return ask(() -> answerInTurn(() -> end.erase(entries, names, records)));
  }

  /** Deletes closed segments: see {@link Pruning}. */
  CompletableFuture<List<ClosedSegment>> prune(long below, String why) {
    return ask(
        () -> {
          inTurn(() -> sealing().sealNow());
          var pruning = Pruning.prepare(end, sealing(), below, why);
          return answerInTurn(pruning::run);
        });
  }

  CompletableFuture<Boolean> appendSigned(
      CheckpointSigner signer, String type, String reason, JsonObject extensions) {
    return ask(
        () ->
            answerInTurn(
                () -> {
                  end.appendSigned(signer, type, reason, extensions);
                  return true;
                }));
  }

  /** Signs all that is durable now, unless a checkpoint covers it already. */
  CompletableFuture<Boolean> sign() {
    return ask(
        () ->
            answerInTurn(
                () -> {
                  sealing().sealNow();
                  return true;
                }));
  }

  /** Has the committer do something beside appending. */
  private <T> CompletableFuture<T> ask(Work<T> work) {
    var asking = new Asked<>(work, new CompletableFuture<T>());
    gate.lock();
    try {
      if (failure != null) {
        return CompletableFuture.failedFuture(failure);
      }
      if (closing) {
        return CompletableFuture.failedFuture(new AuditException("the log is closed"));
      }
      asked.add(asking);
      this.work = true;
      parked = false;
    } finally {
      gate.unlock();
    }
    LockSupport.unpark(committer);
    return asking.done();
  }

  private record Asked<T>(Work<T> work, CompletableFuture<T> done) {
    void run() throws Poisoned {
      try {
        done.complete(work.answer());
      } catch (AuditException | IOException e) {
        done.completeExceptionally(e);
      } catch (Poisoned e) {
        done.completeExceptionally(e.reason());
        throw e;
      } catch (RuntimeException | Error e) {
        done.completeExceptionally(e);
        throw e;
      }
    }
  }

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
      openFailure = e.reason();
    } catch (AuditException e) {
      openFailure = e;
    } catch (IOException | RuntimeException | Error e) {
      openFailure = new AuditException("cannot open `" + path + "`: " + e, e);
    }
    if (openFailure != null) {
      closeFiles();
      opened.countDown();
      return;
    }
    opened.countDown();
    try {
      while (take()) {
        if (committing.count() > 0) {
          commit(committing);
          release(committing);
        }
        doWhatIsAsked();
        upkeep();
      }
      leaveInOrder();
    } catch (Poisoned e) {
      fail(e.reason());
    } catch (IOException | RuntimeException | Error e) {
      fail(new AuditException("the log `" + path + "` stopped: " + e, e));
    } finally {
      closeFiles();
    }
  }

  private void openFiles() throws IOException, AuditException, Poisoned {
    var held = new Turns(paths, options, disk.openLock(paths.lock()));
    turns = held;
    held.open();
    sealing = new Opening(end, options, newLogId, held, other).open(this::wake);
    space = new DiskSpace(end, sealing(), options);
    requireSpaceQuietly();
    held.leaveNote(end.logId());
    held.end();
    movedNanos = System.nanoTime();
    var publishing = options.publishing();
    if (publishing != null) {
      publisher = new Publisher(paths.folder(), publishing, this::key, clock);
      publishSigned();
    }
  }

  private void publishSigned() {
    if (publisher != null) {
      publisher.signed(sealing().sealedSize());
    }
  }

  /** A log on a full disk can be opened: it is read, and says why it takes no entries. */
  private void requireSpaceQuietly() throws IOException, Poisoned {
    try {
      space().require();
    } catch (AuditException e) {
      // Told to who appends.
    }
  }

  /** Waits until there is something to do; false when the log is closing. */
  private boolean take() {
    for (var i = 0; i < SPINS && !work; i++) {
      Thread.onSpinWait();
    }
    while (true) {
      var nanos = nanosToGo();
      gate.lock();
      try {
        work = false;
        if (filling.count() > 0 || !asked.isEmpty()) {
          var gathered = filling;
          filling = committing;
          committing = gathered;
          return true;
        }
        if (closing) {
          return false;
        }
        if (nanos == 0) {
          return true;
        }
        parked = true;
      } finally {
        gate.unlock();
      }
      if (nanos < 0) {
        LockSupport.park(this);
      } else {
        LockSupport.parkNanos(this, nanos);
      }
    }
  }

  /** Lets the committer look for work. */
  private void wake() {
    work = true;
    LockSupport.unpark(committer);
  }

  private long nanosToGo() {
    var now = System.nanoTime();
    var room = space().nanosToGo(now);
    if (room >= 0) {
      return room; // nothing else is done
    }
    var seal = sealing().nanosToGo(now);
    if (options.heartbeat().isZero()) {
      return seal;
    }
    var beat = Math.max(0, movedNanos + options.heartbeat().toNanos() - now);
    return seal < 0 ? beat : Math.min(seal, beat);
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
    List<Asked<?>> unheard;
    gate.lock();
    try {
      failure = reason;
      unheard = List.copyOf(asked);
      asked.clear();
      left = filling;
      filling = new Queue();
    } finally {
      gate.unlock();
    }
    // Those that were settled before stay as they are.
    Settling.fail(committing, 0, committing.count(), reason);
    Settling.fail(left, 0, left.count(), reason);
    unheard.forEach(each -> each.done().completeExceptionally(reason));
  }

  private void doWhatIsAsked() throws Poisoned {
    List<Asked<?>> now;
    gate.lock();
    try {
      now = List.copyOf(asked);
      asked.clear();
    } finally {
      gate.unlock();
    }
    for (var each : now) {
      each.run();
      movedNanos = System.nanoTime();
      sealing().moved(movedNanos);
    }
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
    movedNanos = System.nanoTime();
    sealing().moved(movedNanos);
  }

  private void commit(Queue queue, int from, int to) throws IOException, Poisoned {
    var receipts = new Receipt[to - from];
    try {
      inTurn(
          () -> {
            space().require();
            end.write(queue, from, to, receipts);
            if (options.durability() == Durability.SIGNED
                || options.durability() == Durability.WITNESSED) {
              sealing().sealNow();
            }
          });
      publishSigned();
      if (publisher != null && options.durability() == Durability.WITNESSED) {
        publisher.awaitWitnessed(receipts[to - from - 1].entryIndex() + 1); // others have turns now
      }
    } catch (AuditException e) {
      Settling.fail(queue, from, to, end.takeDiskRefused() ? refused(e) : e);
      return;
    }
    Settling.settle(queue, from, to, receipts);
  }

  private AuditException refused(AuditException why) throws IOException, Poisoned {
    var told = new AuditException[] {why};
    try {
      inTurn(() -> told[0] = space().refused(why));
    } catch (AuditException e) {
      why.addSuppressed(e);
    }
    return told[0];
  }

  /** What is due beside appending: a checkpoint, a new segment, a sign of life. */
  private void upkeep() throws IOException, Poisoned {
    var seals = sealing();
    try {
      var now = System.nanoTime();
      if (space().trouble() != null) {
        if (space().nanosToGo(now) == 0) {
          inTurn(() -> space().look());
        }
        return;
      }
      if (!options.heartbeat().isZero() && now - movedNanos >= options.heartbeat().toNanos()) {
        movedNanos = now;
        inTurn(() -> end.appendOwn("audit.heartbeat", JsonObject.EMPTY));
        seals.moved(now);
      }
      if (isSegmentFull()) {
        inTurn(
            () -> {
              if (isSegmentFull()) { // another process may have been faster
                Rotation.rotate(end, seals);
                if (options.keyPerSegment()) {
                  KeyChange.change(end, seals);
                }
              }
            });
      }
      seals.begin(System.nanoTime());
      if (seals.isReady()) {
        inTurn(() -> seals.publish(System.nanoTime()));
      }
      publishSigned();
    } catch (AuditException e) {
      // Nobody waits for this. It is tried again, and what is overdue shows in `canopy verify`.
      seals.retryLater(System.nanoTime());
    }
  }

  private boolean isSegmentFull() {
    if (options.segmentBytes() > 0 && end.offset() >= options.segmentBytes()) {
      return true;
    }
    var age = options.segmentAge();
    var first = end.segmentTs();
    return !age.isZero()
        && !first.isEmpty()
        && end.size() > end.segmentFirst() + 1
        && !Instant.parse(first).plus(age).isAfter(end.clock.instant());
  }

  /** Something that is done while no other process writes. */
  private interface Turn {
    void take() throws IOException, AuditException, Poisoned;
  }

  /** Something that is done for a caller who waits. */
  private interface Work<T> {
    T answer() throws IOException, AuditException, Poisoned;
  }

  private void inTurn(Turn turn) throws IOException, AuditException, Poisoned {
    answerInTurn(
        () -> {
          turn.take();
          return true;
        });
  }

  private <T> T answerInTurn(Work<T> work) throws IOException, AuditException, Poisoned {
    var held = turns();
    held.begin();
    try {
      absorb();
      return work.answer();
    } finally {
      held.end();
    }
  }

  /** Makes sure that the file is still the log's, and takes in what other processes wrote. */
  private void absorb() throws IOException, AuditException, Poisoned {
    takeInWhatIsThere();
    var newKey = end.takeNewKey();
    if (!newKey.isEmpty()) {
      KeyChange.follow(end, sealing(), options, newKey);
    }
  }

  private void takeInWhatIsThere() throws IOException, AuditException, Poisoned {
    if (end.endsInRotation()) {
      Rotation.finish(end, sealing().origin()); // was cut short
    }
    if (!Objects.equals(disk.identity(path), end.identity())
        && !(options.shared() && Rotation.follow(end, sealing().origin()))) {
      throw end.poisoned("was moved, deleted or replaced while it was open");
    }
    var log = end.file();
    var size = log.size();
    if (size < end.offset()) {
      throw end.poisoned(
          "was cut from " + end.offset() + " to " + size + " bytes while it was open");
    }
    if (size == end.offset()) {
      if (size == 0) {
        Rotation.announce(end, sealing().origin()); // failed before
      }
      return;
    }
    if (!options.shared()) {
      throw end.poisoned(
          "grew by "
              + (size - end.offset())
              + " bytes that this process, its owner, did not write");
    }
    end.scan(size, (buffer, from, to) -> {});
    if (end.offset() < size) {
      TornEnd.recover(end, size);
    }
    if (end.endsInRotation()) {
      Rotation.finish(end, sealing().origin()); // the other process died right there
    }
    if (end.offset() == 0) {
      Rotation.announce(end, sealing().origin());
    }
    TornEnd.record(end);
  }

  // ---- Closing.

  private void leaveInOrder() throws IOException, Poisoned {
    try {
      if (sealing().isWantedOnClose()) {
        inTurn(() -> sealing().sealNow());
        publishSigned();
      }
      end.force();
      if (!options.shared()) {
        turns().leaveInOrder(end.logId());
      }
    } catch (AuditException e) {
      // What was acknowledged is durable; that it is not signed shows in `canopy verify`.
    }
  }

  private void closeFiles() {
    end.close();
    LogEnd.closeQuietly(turns);
    if (publisher != null) {
      publisher.close(); // others may have the log meanwhile
    }
    if (other instanceof ExecutorService service) {
      service.shutdown();
    }
  }

  private Sealing sealing() {
    return Objects.requireNonNull(sealing, "sealing");
  }

  private DiskSpace space() {
    return Objects.requireNonNull(space, "space");
  }

  private Turns turns() {
    return Objects.requireNonNull(turns, "turns");
  }
}
