package dev.canopy.audit;

import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import org.jspecify.annotations.Nullable;

/** Tells the callers what became of their entries. */
final class Settling {
  /** Runs what hangs on receipts: never the committer. A common pool of no threads runs nothing. */
  private static final Executor CALLBACKS =
      Integer.getInteger("java.util.concurrent.ForkJoinPool.common.parallelism", 1) > 0
          ? ForkJoinPool.commonPool()
          : task -> new Thread(task, "canopy-audit-callback").start();

  private Settling() {}

  static void settle(Queue queue, int from, int to, Receipt[] receipts) {
    tell(queue, from, to, receipts, null);
  }

  static void fail(Queue queue, int from, int to, AuditException reason) {
    tell(queue, from, to, null, reason);
  }

  private static void tell(
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
}
