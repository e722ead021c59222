package dev.canopy.audit;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Takes the checkpoints of an open log to its witnesses and anchors, on a thread of its own. Only
 * the latest checkpoint counts, so nothing queues up, however slow they are. Told of signatures and
 * waited for by the committer; everything is guarded by {@link #gate} but what the thread alone
 * uses.
 */
final class Publisher {
  private static final System.Logger LOGGER = System.getLogger("dev.canopy.audit");

  private static final Duration SHORTEST_PAUSE = Duration.ofMillis(500);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

  /** Where the key comes from that signs now: it may change while the log is open. */
  interface Keys {
    NoteKey now() throws AuditException;
  }

  private final Path folder;
  private final Publishing publishing;
  private final Keys keys;
  private final InstantSource clock;
  private final Thread thread;

  /** Belong to the thread. */
  private final Set<NoteKey> known = new LinkedHashSet<>();

  private @Nullable CheckpointPublisher publisher;

  private final ReentrantLock gate = new ReentrantLock();
  private final Condition changed = gate.newCondition();
  private long signedSize;
  private long publishedSize;
  private long witnessedSize;
  private long failures;
  private @Nullable String trouble;
  private Duration pause = Duration.ZERO;
  private long notBefore;
  private int waiting;
  private boolean closing;

  Publisher(Path folder, Publishing publishing, Keys keys, InstantSource clock) {
    this.folder = folder;
    this.publishing = publishing;
    this.keys = keys;
    this.clock = clock;
    this.notBefore = System.nanoTime();
    this.thread = new Thread(this::run, "canopy-audit-publish");
    thread.setDaemon(true);
    thread.start();
  }

  /** To be told how far the log is signed. */
  void signed(long size) {
    gate.lock();
    try {
      if (size > signedSize) {
        signedSize = size;
        changed.signalAll();
      }
    } finally {
      gate.unlock();
    }
  }

  Publication publication() {
    gate.lock();
    try {
      return new Publication(
          signedSize, publishedSize, witnessedSize, failures, Optional.ofNullable(trouble));
    } finally {
      gate.unlock();
    }
  }

  /**
   * Waits until so many entries are witnessed as the policy wants.
   *
   * @throws AuditException if they are not in time
   */
  void awaitWitnessed(long size) throws AuditException {
    var left = publishing.patience().toNanos();
    gate.lock();
    try {
      waiting++;
      changed.signalAll();
      while (witnessedSize < size) {
        if (left <= 0 || closing) {
          throw new AuditException(
              "the entry is in the log, and not witnessed within "
                  + publishing.patience()
                  + (trouble == null ? "" : ": " + trouble));
        }
        left = changed.awaitNanos(left);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AuditException("interrupted while an entry was to be witnessed", e);
    } finally {
      waiting--;
      gate.unlock();
    }
  }

  /** Publishes the last checkpoint, if that takes no longer than the patience is, and stops. */
  void close() {
    gate.lock();
    try {
      closing = true;
      changed.signalAll();
    } finally {
      gate.unlock();
    }
    try {
      thread.join(publishing.patience().toMillis());
      thread.interrupt();
      thread.join(1_000); // a daemon: what still hangs then, hangs alone
    } catch (InterruptedException e) {
      thread.interrupt();
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try {
      while (awaitDue()) {
        publish();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // closed, and out of patience
    }
  }

  /** False if there is nothing left to do and the log is closing. */
  private boolean awaitDue() throws InterruptedException {
    gate.lock();
    try {
      while (true) {
        if (closing) {
          // One last time, whatever the pause.
          var last = signedSize > publishedSize && notBefore != Long.MAX_VALUE;
          notBefore = Long.MAX_VALUE;
          return last;
        }
        var left = signedSize <= publishedSize ? Long.MAX_VALUE : notBefore - System.nanoTime();
        if (waiting > 0 && signedSize > publishedSize && trouble == null) {
          left = 0; // somebody is held up; only a failure is a reason to pause
        }
        if (left <= 0) {
          return true;
        }
        if (left == Long.MAX_VALUE) {
          changed.await();
        } else {
          changed.await(left, TimeUnit.NANOSECONDS);
        }
      }
    } finally {
      gate.unlock();
    }
  }

  private void publish() throws InterruptedException {
    long published = 0;
    long witnessed = 0;
    List<String> wrong;
    try {
      var report = publisher().publish();
      if (report.isPresent()) {
        wrong = report.get().failures();
        var size = report.get().checkpoint().checkpoint().treeSize();
        published = wrong.isEmpty() ? size : 0;
        witnessed = publishing.policy() != null && report.get().isWitnessed() ? size : 0;
      } else {
        wrong = List.of(); // done already
        published = Long.MAX_VALUE;
      }
    } catch (AuditException | RuntimeException e) {
      wrong = List.of(String.valueOf(e.getMessage()));
    }
    gate.lock();
    try {
      publishedSize = Math.max(publishedSize, Math.min(published, signedSize));
      witnessedSize = Math.max(witnessedSize, witnessed);
      tell(wrong);
      if (notBefore != Long.MAX_VALUE) {
        notBefore = System.nanoTime() + pause.toNanos();
      }
      changed.signalAll();
    } finally {
      gate.unlock();
    }
  }

  /** What came of it, for whoever asks; a failure that is new is told once. */
  private void tell(List<String> wrong) {
    if (wrong.isEmpty()) {
      trouble = null;
      pause = publishing.interval();
      return;
    }
    failures += wrong.size();
    if (trouble == null) {
      LOGGER.log(
          System.Logger.Level.WARNING,
          "checkpoints of `" + folder + "` are not published: " + String.join("; ", wrong));
      pause = SHORTEST_PAUSE;
    } else {
      var longer = pause.multipliedBy(2);
      pause = longer.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : longer;
    }
    trouble = String.join("; ", wrong);
  }

  private CheckpointPublisher publisher() throws AuditException {
    var made = publisher;
    if (known.add(keys.now()) || made == null) {
      // They are asked one after the other, and all of them have so long together.
      var policy = publishing.policy();
      var each =
          publishing
              .patience()
              .dividedBy(policy == null ? 1 : Math.max(1, policy.witnesses().size()));
      made =
          new CheckpointPublisher(
              folder, List.copyOf(known), policy, publishing.anchors(), each, clock);
      publisher = made;
    }
    return made;
  }
}
