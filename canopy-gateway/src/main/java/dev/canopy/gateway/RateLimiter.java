package dev.canopy.gateway;

import java.util.Iterator;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How much each caller has done in a period: a token bucket that holds one period's worth, written
 * as the time when it would be full (the GCRA of ATM Forum TM 4.0). Safe for use by many threads.
 */
final class RateLimiter {
  /** Callers that are remembered; when there are more, those with a full bucket are forgotten. */
  private static final int MAX_CALLERS = 10_000;

  private static final long SECOND = 1_000_000_000L;

  private final long periodNanos;
  private final long costNanos;
  private final ConcurrentHashMap<String, AtomicLong> fullAt = new ConcurrentHashMap<>();

  RateLimiter(int perSecond) {
    this(perSecond, SECOND);
  }

  /** So many in each period, all at once or spread. */
  RateLimiter(int count, long periodNanos) {
    this.periodNanos = periodNanos;
    this.costNanos = Math.max(1, periodNanos / count);
  }

  /** True if the caller may make one more request at this time. */
  boolean take(String caller, long nowNanos) {
    var bucket = fullAt.get(caller);
    if (bucket == null) {
      if (fullAt.size() >= MAX_CALLERS) {
        forget(nowNanos);
        if (fullAt.size() >= MAX_CALLERS) {
          return false;
        }
      }
      bucket = fullAt.computeIfAbsent(caller, c -> new AtomicLong(nowNanos));
    }
    while (true) {
      var was = bucket.get();
      var from = was - nowNanos < 0 ? nowNanos : was;
      if (from - nowNanos > periodNanos - costNanos) {
        return false;
      }
      if (bucket.compareAndSet(was, from + costNanos)) {
        return true;
      }
    }
  }

  private void forget(long nowNanos) {
    for (Iterator<AtomicLong> i = fullAt.values().iterator(); i.hasNext(); ) {
      if (i.next().get() - nowNanos <= 0) {
        i.remove();
      }
    }
  }
}
