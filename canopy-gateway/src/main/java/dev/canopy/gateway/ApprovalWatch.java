package dev.canopy.gateway;

import dev.canopy.ApprovalStatus;
import dev.canopy.Canopy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Requests that wait for a person's answer. However many there are, the log is read once for each
 * look. Safe for use by many threads.
 */
final class ApprovalWatch {
  static final int MAX_SECONDS = 60;

  private final Canopy canopy;
  private final int maxWaiting;
  private final List<Waiting> waiting = new ArrayList<>();

  private record Waiting(Exchange exchange, long untilNanos) {}

  ApprovalWatch(Canopy canopy, int maxWaiting) {
    this.canopy = canopy;
    this.maxWaiting = maxWaiting;
  }

  /** Answers the request when its approval is decided, or at the latest after these seconds. */
  void add(Exchange exchange, int seconds) {
    synchronized (waiting) {
      if (waiting.size() < maxWaiting) {
        waiting.add(new Waiting(exchange, System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds)));
        return;
      }
    }
    answer(exchange, true); // too many wait: this one learns how things stand and asks again
  }

  boolean isEmpty() {
    synchronized (waiting) {
      return waiting.isEmpty();
    }
  }

  /** Answers those whose approval is decided, or whose time is over. Reads the log: blocks. */
  void look() {
    look(false);
  }

  /** Answers all of them. */
  void finish() {
    look(true);
  }

  private void look(boolean all) {
    List<Waiting> now;
    synchronized (waiting) {
      now = List.copyOf(waiting);
    }
    var time = System.nanoTime();
    for (var each : now) {
      if (answer(each.exchange, all || time - each.untilNanos >= 0)) {
        synchronized (waiting) {
          waiting.remove(each);
        }
      }
    }
  }

  /** True if it is answered now; a second answer to one request does nothing. */
  private boolean answer(Exchange exchange, boolean inAnyCase) {
    try {
      var status = ApprovalEndpoints.find(canopy.approvals(), exchange);
      if (!inAnyCase && status.standing() == ApprovalStatus.Standing.PENDING) {
        return false;
      }
      exchange.reply(200, ApprovalEndpoints.json(exchange.caller(), status));
    } catch (ProblemException e) {
      exchange.problem(e.problem());
    }
    return true;
  }
}
