package dev.canopy.gateway;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Where everything happens that may block or take its time: looking at files, reading the log,
 * judging a long command. What finds no place is refused at once.
 */
final class Threads implements AutoCloseable {
  private final ThreadPoolExecutor decisions;
  private final ThreadPoolExecutor approvals;

  /** A password takes a tenth of a second of a processor: one at a time, and few that wait. */
  private final ThreadPoolExecutor logins = pool("canopy-login", 1, 16);

  /** Whoever investigates a long log waits for others who do, and not an agent or an approval. */
  private final ThreadPoolExecutor readers = pool("canopy-read", 2, 64);

  /** Takes minutes on a long log. */
  private final ThreadPoolExecutor verifier = pool("canopy-verify", 1, 1);

  Threads(int deciders, int waiting) {
    decisions = pool("canopy-decide", deciders, waiting);
    approvals = pool("canopy-approvals", 2, waiting);
  }

  private static ThreadPoolExecutor pool(String name, int size, int waiting) {
    var count = new AtomicInteger();
    var pool =
        new ThreadPoolExecutor(
            size,
            size,
            30,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(waiting),
            task -> {
              var thread = new Thread(task, name + "-" + count.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }

  int waitingDecisions() {
    return decisions.getQueue().size();
  }

  /** Runs an endpoint's work; what it throws becomes the answer. */
  void decide(Exchange exchange, Work work) {
    run(decisions, exchange, work);
  }

  /** As {@link #decide}, for work that waits for the disk. */
  void approve(Exchange exchange, Work work) {
    run(approvals, exchange, work);
  }

  /** As {@link #decide}, for passwords: however many there are, they leave time for decisions. */
  void login(Exchange exchange, Work work) {
    run(logins, exchange, work);
  }

  /** As {@link #decide}, for work that reads much of the log. */
  void read(Exchange exchange, Work work) {
    run(readers, exchange, work);
  }

  /** Verifies the log. Only one asks for it at a time. */
  void verify(Runnable work) {
    verifier.execute(work);
  }

  /** What an endpoint does away from the event loop. */
  @FunctionalInterface
  interface Work {
    void run() throws ProblemException;
  }

  private static void run(ThreadPoolExecutor pool, Exchange exchange, Work work) {
    try {
      pool.execute(
          () -> {
            try {
              work.run();
            } catch (ProblemException e) {
              exchange.problem(e.problem());
            } catch (RuntimeException | Error e) { // our own mistake; the caller must not hang
              exchange.problem(Problem.internal());
            }
          });
    } catch (RejectedExecutionException e) {
      exchange.problem(Problem.overloaded(), java.util.Map.of("Retry-After", "1"));
    }
  }

  @Override
  public void close() {
    decisions.shutdown();
    approvals.shutdown();
    logins.shutdown();
    readers.shutdown();
    verifier.shutdownNow();
  }
}
