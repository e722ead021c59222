package dev.canopy.audit;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * When the log is signed, and how that reaches the disk. The tree's root is signed on another
 * thread ({@link TreeKeeper}); here, in the committer's turn, the checkpoint is published: no
 * checkpoint on the disk is ever replaced by one of a smaller tree, whichever process signed it.
 */
final class Sealing {
  /** After so many failures in a row the log stops: it could promise no longer what it promises. */
  private static final int MOST_FAILURES = 3;

  /** A process that ends soon leaves fewer entries than these to the next one's checkpoint. */
  static final int MANY = 64;

  private final LogEnd end;
  private final TreeKeeper tree;
  private final AuditOptions options;
  private final CheckpointFiles files;
  private final Runnable wake;
  private volatile LogKey key; // also read by who makes receipts
  private @Nullable LogKey next;
  private final String origin;

  private long sealedSize;
  private long seenSize;
  private long dueNanos;
  private int failures;
  private @Nullable CompletableFuture<TreeKeeper.Sealed> pending;

  /**
   * @param sealedSize what the latest checkpoint covers
   * @param wake lets the committer look again
   */
  Sealing(
      LogEnd end,
      TreeKeeper tree,
      AuditOptions options,
      String origin,
      LogKey key,
      long sealedSize,
      Runnable wake) {
    this.end = end;
    this.tree = tree;
    this.options = options;
    this.origin = origin;
    this.key = key;
    this.sealedSize = sealedSize;
    this.seenSize = sealedSize;
    this.wake = wake;
    this.files = new CheckpointFiles(end.disk, end.paths);
  }

  String origin() {
    return origin;
  }

  LogKey key() {
    return key;
  }

  void key(LogKey other) {
    key = other;
  }

  /** As {@link #sealNow}, signed by the key that takes the place of this one as well. */
  void sealFor(LogKey other) throws AuditException, Poisoned {
    next = other;
    try {
      sealNow();
    } finally {
      next = null;
    }
  }

  /** What the latest checkpoint covers. */
  long sealedSize() {
    return sealedSize;
  }

  /** How many entries no checkpoint covers yet. */
  long unsealed() {
    return end.size() - sealedSize;
  }

  /** To be told after entries came in; {@code nanos} is a time of {@link System#nanoTime}. */
  void moved(long nanos) {
    if (end.size() > seenSize) {
      if (seenSize <= sealedSize) {
        dueNanos = nanos + options.checkpointInterval().toNanos();
      }
      seenSize = end.size();
    }
  }

  /** The tail that others left is signed at once, while this process gets on with its work. */
  void dueNow(long nanos) {
    seenSize = end.size();
    dueNanos = nanos;
  }

  /** In how many nanoseconds {@link #begin} has something to do; negative for never. */
  long nanosToGo(long nanos) {
    if (pending != null) {
      return pending.isDone() ? 0 : -1; // it wakes us
    }
    return seenSize > sealedSize ? Math.max(0, dueNanos - nanos) : -1;
  }

  /** Begins what is due. The committer's turn is not needed. */
  void begin(long nanos) throws Poisoned {
    if (pending == null && nanosToGo(nanos) == 0) {
      pending = request();
    }
  }

  private CompletableFuture<TreeKeeper.Sealed> request() throws Poisoned {
    end.force();
    var sealed = tree.seal(end.position(), end.logId(), origin, key, next);
    pending = sealed; // before it can wake us
    return sealed.whenComplete((done, failed) -> wake.run());
  }

  boolean isReady() {
    return pending != null && pending.isDone();
  }

  /** Publishes what was signed meanwhile; in the committer's turn. */
  void publish(long nanos) throws Poisoned {
    var sealed = pending;
    if (sealed == null || !sealed.isDone()) {
      return;
    }
    pending = null;
    try {
      publish(sealed.join());
      failures = 0;
    } catch (CompletionException | IOException | AuditException e) {
      failures++;
      dueNanos = nanos + Duration.ofSeconds(1).toNanos();
      if (failures >= MOST_FAILURES) {
        throw new Poisoned(cannot(e));
      }
    }
    seenSize = Math.max(seenSize, sealedSize);
    if (end.size() > sealedSize) {
      seenSize = end.size();
      dueNanos = Math.max(dueNanos, nanos + options.checkpointInterval().toNanos());
    }
  }

  private AuditException cannot(Exception e) {
    var cause = e instanceof CompletionException && e.getCause() != null ? e.getCause() : e;
    return new AuditException(
        "`" + end.paths.log() + "` cannot be signed: " + cause.getMessage(), cause);
  }

  private void publish(TreeKeeper.Sealed sealed) throws IOException, AuditException, Poisoned {
    var latest = files.latest();
    var size = sealed.position().size();
    if (latest != null && latest.checkpoint().treeSize() >= size) {
      if (latest.checkpoint().treeSize() == size
          && !latest.checkpoint().root().equals(sealed.root())) {
        throw end.poisoned("has a checkpoint of another tree of " + size + " entries");
      }
      sealedSize = Math.max(sealedSize, latest.checkpoint().treeSize());
      return;
    }
    files.publish(sealed.note());
    end.disk.put(end.paths.state(), sealed.state(), false);
    sealedSize = size;
  }

  /** Signs and publishes all that is there, and waits for it; in the committer's turn. */
  void sealNow() throws AuditException, Poisoned {
    if (pending != null) {
      try {
        pending.join();
      } catch (CompletionException e) {
        // What is signed now covers it.
      }
      pending = null;
    }
    if (end.size() <= sealedSize) {
      return;
    }
    try {
      publish(request().join());
      failures = 0;
      seenSize = Math.max(seenSize, sealedSize);
    } catch (CompletionException | IOException e) {
      throw cannot(e);
    } finally {
      pending = null;
    }
  }

  /**
   * The latest checkpoint, verified; null if there is none.
   *
   * @throws AuditException if it is not by the log's key
   */
  @Nullable Checkpoint latest() throws IOException, AuditException {
    var found = files.latest();
    if (found == null) {
      return null;
    }
    try {
      return SignedCheckpoint.open(found.note(), key.signer(origin).key()).checkpoint();
    } catch (ProofException e) {
      throw new AuditException(
          "the checkpoint of `" + end.paths.log() + "` is not by its key: " + e.getMessage(), e);
    }
  }

  /** After something that is due failed: not at once again. */
  void retryLater(long nanos) {
    dueNanos = Math.max(dueNanos, nanos + Duration.ofSeconds(1).toNanos());
  }

  /** True if what no checkpoint covers is to be signed before the log is closed. */
  boolean isWantedOnClose() {
    return pending != null || unsealed() >= (options.signOnClose() ? 1 : MANY);
  }

  /** True if the entry with this time has waited longer for a checkpoint than it should. */
  boolean isOverdue(String ts, Instant now) {
    return Instant.parse(ts).plus(options.unsignedAtMost()).isBefore(now);
  }
}
