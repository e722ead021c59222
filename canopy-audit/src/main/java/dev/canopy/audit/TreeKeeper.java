package dev.canopy.audit;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * The tree over a log's entries, kept on a thread of its own, so that neither hashing its nodes,
 * nor writing its tiles, nor signing its root takes time from appends. The committer hands over the
 * hashes of entries that are durable; asked for a checkpoint, the other thread signs the tree as it
 * was when it was asked.
 *
 * <p>Called by the committer. What the other thread owns is in {@link #stack}; it writes nothing
 * but tiles, which are derived from the log: a tile that is lost or spoilt is made again.
 */
final class TreeKeeper {
  /** The hashes of so few entries are kept until there are more, or a checkpoint is due. */
  private static final int FEW = 8192;

  /** So many hashes may wait for the other thread, 64 MiB; then appends wait. */
  private static final int MOST_WAITING = 1 << 21;

  /** A checkpoint that is signed and not yet published. Its bytes are handed over, not shared. */
  @SuppressWarnings("ArrayRecordComponent")
  record Sealed(Position position, Hash root, byte[] note, byte[] state) {}

  private final Disk disk;
  private final LogPaths paths;
  private final Executor other;
  private final Semaphore room = new Semaphore(MOST_WAITING);
  private Leaves gathered = new Leaves();

  /** Belongs to the other thread: made by the first of its tasks. */
  private final Stack stack;

  /** The sizes of the last two checkpoints; belong to the other thread. */
  private long before;

  private long last;

  /** Why the tree is lost; set by the other thread. */
  private volatile @Nullable Exception broken;

  /** Makes the tree as it was when the log was opened; called once, by the other thread. */
  @FunctionalInterface
  interface Start {
    TileStack make() throws AuditException, IOException;
  }

  private static final class Stack {
    private final Start start;
    private @Nullable TileStack made;

    Stack(Start start) {
      this.start = start;
    }

    TileStack get() throws AuditException, IOException {
      var tree = made;
      if (tree == null) {
        tree = start.make();
        made = tree;
      }
      return tree;
    }
  }

  TreeKeeper(Disk disk, LogPaths paths, Executor other, Start start) {
    this.disk = disk;
    this.paths = paths;
    this.other = other;
    this.stack = new Stack(start);
  }

  /** Where a tree puts its full tiles. */
  static TileStack.Sink tiles(Disk disk, LogPaths paths) {
    return (level, index, tile) -> {
      try {
        disk.put(paths.tile(level, index, TileStack.WIDTH), tile.clone(), false);
      } catch (IOException e) {
        // Made again by whoever needs it: see the class comment.
      }
    };
  }

  /** Takes the hashes of entries that are durable, in their order; they are copied. */
  void take(Leaves leaves) {
    gathered.addAll(leaves);
    if (gathered.count() >= FEW) {
      handOver();
    }
  }

  private void handOver() {
    if (gathered.count() == 0) {
      return;
    }
    var leaves = gathered;
    gathered = new Leaves();
    var permits = Math.min(leaves.count(), MOST_WAITING);
    room.acquireUninterruptibly(permits);
    other.execute(
        () -> {
          try {
            append(leaves);
          } finally {
            room.release(permits);
          }
        });
  }

  private void append(Leaves leaves) {
    if (broken != null) {
      return;
    }
    try {
      stack.get().append(leaves, 0);
    } catch (IOException | AuditException | RuntimeException e) {
      broken = e; // told with the next checkpoint
    }
  }

  /**
   * Signs the tree as it is now, over all entries before {@code at}.
   *
   * @param next the key that takes the place of {@code key} here, and signs as well; null if none
   */
  CompletableFuture<Sealed> seal(
      Position at, String logId, String origin, LogKey key, @Nullable LogKey next) {
    handOver();
    var sealed = new CompletableFuture<Sealed>();
    other.execute(
        () -> {
          try {
            sealed.complete(sign(at, logId, origin, key, next));
          } catch (IOException | AuditException | RuntimeException e) {
            sealed.completeExceptionally(new CompletionException(e));
          }
        });
    return sealed;
  }

  private Sealed sign(Position at, String logId, String origin, LogKey key, @Nullable LogKey next)
      throws AuditException, IOException {
    var failed = broken;
    if (failed != null) {
      throw new AuditException("the tree cannot be kept: " + failed.getMessage(), failed);
    }
    var tree = stack.get();
    if (tree.size() != at.size()) {
      throw new AuditException(
          "the tree has " + tree.size() + " entries where the log has " + at.size());
    }
    var root = tree.root();
    var signed = SignedCheckpoint.sign(new Checkpoint(origin, at.size(), root), key.signer(origin));
    var both = signed.note();
    if (next != null) {
      both = both.with(Signing.note(next.signer(origin), both.text()));
    }
    var note = both.bytes();
    var state = TreeState.of(at, logId, origin, tree.bytes(), note, next != null ? next : key);
    writePartials(tree);
    return new Sealed(at, root, note, state.bytes());
  }

  /** The partial tiles of the last two checkpoints stay: one of them may still be in use. */
  private void writePartials(TileStack tree) {
    try {
      for (var level = 0; level < TileStack.levels(); level++) {
        var width = tree.width(level);
        if (width > 0) {
          disk.put(paths.tile(level, tree.index(level), width), tree.partial(level), false);
        }
        var old = TileStack.width(before, level);
        var same = TileStack.index(before, level) == TileStack.index(last, level);
        if (old > 0 && !(same && old == TileStack.width(last, level)) && before < last) {
          disk.delete(paths.tile(level, TileStack.index(before, level), old));
        }
      }
    } catch (IOException e) {
      // Made again by whoever needs them: see the class comment.
    }
    before = last;
    last = tree.size();
  }
}
