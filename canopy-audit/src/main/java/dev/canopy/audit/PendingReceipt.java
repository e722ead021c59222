package dev.canopy.audit;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A receipt that waits for the disk. What depends on it never runs on the committer's thread, where
 * it could stop the log: a thread that waits in {@link #join()} is woken by the committer and
 * completes the future itself, on its own thread; futures without such a thread are completed on
 * another one.
 */
final class PendingReceipt extends CompletableFuture<Receipt> {
  private volatile @Nullable Receipt receipt;
  private volatile @Nullable AuditException failure;
  private volatile @Nullable Thread waiter;

  /** The committer's word. True if a waiting thread will complete the future. */
  boolean settle(Receipt settled) {
    receipt = settled;
    return wake();
  }

  /** The committer's word. True if a waiting thread will complete the future. */
  boolean settle(AuditException failed) {
    failure = failed;
    return wake();
  }

  private boolean wake() {
    var thread = waiter;
    if (thread == null) {
      return false;
    }
    LockSupport.unpark(thread);
    return true;
  }

  /** Lets what depends on this run, on the thread that calls. */
  void completeSettled() {
    var settled = receipt;
    if (settled != null) {
      complete(settled);
      return;
    }
    var failed = failure;
    if (failed != null) {
      completeExceptionally(failed);
    }
  }

  private boolean isSettled() {
    return receipt != null || failure != null;
  }

  @Override
  public Receipt join() {
    try {
      if (await(false)) {
        Thread.currentThread().interrupt();
      }
    } catch (InterruptedException e) {
      throw new CompletionException(e); // not thrown by a wait that goes on when interrupted
    }
    return super.join();
  }

  @Override
  public Receipt get() throws InterruptedException, ExecutionException {
    await(true);
    return super.get();
  }

  /** Waits for the committer; true if the thread was interrupted meanwhile. */
  private boolean await(boolean interruptible) throws InterruptedException {
    if (isDone()) {
      return false;
    }
    synchronized (this) {
      if (waiter != null) {
        return false; // one thread is enough: it completes the future for all
      }
      waiter = Thread.currentThread();
    }
    var interrupted = false;
    try {
      while (!isSettled() && !isDone()) {
        LockSupport.park(this);
        if (Thread.interrupted()) {
          if (interruptible) {
            throw new InterruptedException();
          }
          interrupted = true;
        }
      }
    } finally {
      waiter = null;
      // INVARIANT: settled after the line above and the committer sees no waiter; before, and this
      // thread sees it settled. Either way one of the two completes the future.
      completeSettled();
    }
    return interrupted;
  }
}
