package dev.canopy.benchmarks;

import dev.canopy.audit.AuditLog;
import dev.canopy.audit.AuditOptions;
import dev.canopy.audit.Durability;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/**
 * What callers of a log see: many of them, on virtual threads where this Java has them, that wait
 * for the disk; and one that does not.
 *
 * <p>Arguments: the folder to write in, and the seconds for each part (default 3).
 */
public final class CallersBenchmark {
  private static final int ROUNDS = 5;
  private static final int COUNTED = 20_000;
  private static final com.sun.management.ThreadMXBean THREADS =
      (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

  private final Path dir;
  private final long partNanos;

  CallersBenchmark(Path dir, long seconds) {
    this.dir = dir;
    this.partNanos = seconds * 1_000_000_000L;
  }

  public static void main(String[] args) throws Exception {
    var dir = args.length > 0 ? Path.of(args[0]) : Files.createTempDirectory("canopy-bench");
    var seconds = args.length > 1 ? Long.parseLong(args[1]) : 3;
    var benchmark = new CallersBenchmark(dir, seconds);
    benchmark.waiting("platform", Thread::new, 64);
    benchmark.waiting("platform", Thread::new, 512);
    var virtual = virtualThreads();
    if (virtual != null) {
      benchmark.waiting("virtual", virtual, 512);
      benchmark.waiting("virtual", virtual, 4096);
    }
    benchmark.notWaiting();
    Logs.fresh(dir);
  }

  /** Null before Java 21. */
  static @Nullable ThreadFactory virtualThreads() throws Exception {
    try {
      var builder = Thread.class.getMethod("ofVirtual").invoke(null);
      return (ThreadFactory)
          Class.forName("java.lang.Thread$Builder").getMethod("factory").invoke(builder);
    } catch (NoSuchMethodException e) {
      return null;
    }
  }

  private void waiting(String kind, ThreadFactory threads, int callers) throws Exception {
    var rates = new ArrayList<Double>();
    var raws = new ArrayList<Double>();
    var p50s = new ArrayList<Double>();
    var p99s = new ArrayList<Double>();
    for (var round = 0; round <= ROUNDS; round++) {
      var times = new Times();
      var rate = waiting(threads, callers, times);
      var raw = raw(partNanos / 4, true);
      if (round > 0) { // the first warms up
        rates.add(rate / 1e3);
        raws.add(rate * raw.p50Micros() / 1e6);
        p50s.add(times.p50Micros() / 1e3);
        p99s.add(times.micros(0.99) / 1e3);
      }
    }
    var who = callers + " " + kind + " callers, durable";
    Figures.print(who, rates, "k/s");
    Figures.print(who + " / raw fdatasyncs in a row", raws, "");
    Figures.print(who + ", p50", p50s, "ms");
    Figures.print(who + ", p99", p99s, "ms");
  }

  /** Receipts a second, and how long each caller waited for each. */
  double waiting(ThreadFactory threads, int callers, Times all) throws Exception {
    var file = Logs.fresh(dir);
    try (var log = AuditLog.open(file, InstantSource.system())) {
      var ready = new CountDownLatch(callers);
      var go = new CountDownLatch(1);
      var done = new CountDownLatch(callers);
      var times = new ArrayList<Times>();
      for (var i = 0; i < callers; i++) {
        var mine = new Times();
        times.add(mine);
        threads
            .newThread(
                () -> {
                  ready.countDown();
                  try {
                    go.await();
                  } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                  }
                  var last = System.nanoTime();
                  var end = last + partNanos;
                  while (last < end) {
                    log.append(Logs.EVENT).toCompletableFuture().join();
                    var now = System.nanoTime();
                    mine.add(now - last);
                    last = now;
                  }
                  done.countDown();
                })
            .start();
      }
      ready.await();
      var start = System.nanoTime();
      go.countDown();
      done.await();
      var nanos = System.nanoTime() - start;
      times.forEach(all::addAll);
      return all.count() * 1e9 / nanos;
    }
  }

  /** Appends of one thread to a file of its own. */
  private Times raw(long nanos, boolean forced) throws Exception {
    var file = dir.resolve("raw");
    var times = new Times();
    try (var channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      var record = ByteBuffer.allocateDirect(300);
      var end = System.nanoTime() + nanos;
      while (System.nanoTime() < end) {
        record.clear();
        var start = System.nanoTime();
        channel.write(record);
        if (forced) {
          channel.force(false);
        }
        times.add(System.nanoTime() - start);
      }
    }
    Files.delete(file);
    return times;
  }

  private void notWaiting() throws Exception {
    var raws = new ArrayList<Double>();
    var appends = new ArrayList<Double>();
    var receipts = new ArrayList<Double>();
    var allocated = new ArrayList<Double>();
    for (var round = 0; round <= ROUNDS; round++) {
      var raw = raw(partNanos / 4, false).p50Micros();
      var append = new Times();
      var receipt = new Times();
      var bytes = notWaiting(append, receipt);
      if (round > 0) {
        raws.add(raw);
        appends.add(append.p50Micros());
        receipts.add(receipt.p50Micros());
        allocated.add(bytes);
      }
    }
    Figures.print("raw append, not forced, p50", raws, "us");
    Figures.print("ours, not forced: append returns, p50 (goal <= 1.5)", appends, "us");
    Figures.print("ours, not forced: the receipt is there, p50", receipts, "us");
    Figures.print("allocated for one by the caller's thread (goal 0)", allocated, "B");
  }

  /** What one append allocates on the thread of its caller, in bytes. */
  private double notWaiting(Times append, Times receipt) throws Exception {
    var options = AuditOptions.EXCLUSIVE.withDurability(Durability.LOST_WHEN_THE_MACHINE_STOPS);
    try (var log = AuditLog.open(Logs.fresh(dir), InstantSource.system(), options)) {
      var end = System.nanoTime() + partNanos / 2;
      while (System.nanoTime() < end) {
        var start = System.nanoTime();
        var pending = log.append(Logs.EVENT).toCompletableFuture();
        var appended = System.nanoTime();
        pending.join();
        receipt.add(System.nanoTime() - start);
        append.add(appended - start);
      }
      var self = Thread.currentThread().getId();
      var before = THREADS.getThreadAllocatedBytes(self);
      for (var i = 0; i < COUNTED; i++) {
        log.append(Logs.EVENT).toCompletableFuture().join();
      }
      return (THREADS.getThreadAllocatedBytes(self) - before) / (double) COUNTED;
    }
  }
}
