package dev.canopy.gateway;

import io.vertx.core.http.HttpConnection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The connections of one event loop, and what each waits for. Belongs to that event loop; only the
 * count is shared with the others.
 */
final class Connections {
  private final Map<HttpConnection, Connection> open = new HashMap<>();
  private final AtomicInteger count;
  private final Limits limits;

  /**
   * Starts without any.
   *
   * @param count of the connections on all event loops
   */
  Connections(AtomicInteger count, Limits limits) {
    this.count = count;
    this.limits = limits;
  }

  /** What a connection is about. */
  private enum State {
    /** For the next request, or the rest of its head. */
    WAITING,
    /** For the rest of a body. */
    READING,
    /** For the answer. */
    WORKING
  }

  /** One connection. Belongs to its event loop. */
  static final class Connection {
    private final HttpConnection http;
    private State state = State.WAITING;
    private long since = System.nanoTime();
    private boolean mustClose;
    private @Nullable Exchange reading;

    private Connection(HttpConnection http) {
      this.http = http;
    }

    void reading(Exchange exchange, long now) {
      state = State.READING;
      since = now;
      reading = exchange;
    }

    void working() {
      state = State.WORKING;
      reading = null;
    }

    void answered(long now) {
      state = State.WAITING;
      since = now;
      reading = null;
    }

    /** No further request is read from it. */
    void closeAfterAnswer() {
      mustClose = true;
    }

    boolean mustClose() {
      return mustClose;
    }

    void close() {
      http.close();
    }
  }

  /** Takes a new connection, or closes it if there are too many. */
  void opened(HttpConnection http) {
    if (count.incrementAndGet() > limits.connections()) {
      http.closeHandler(closed -> count.decrementAndGet());
      http.close();
      return;
    }
    var connection = new Connection(http);
    open.put(http, connection);
    http.closeHandler(
        closed -> {
          count.decrementAndGet();
          open.remove(http);
        });
  }

  /** The connection; null if it was refused and is being closed. */
  @Nullable Connection of(HttpConnection http) {
    return open.get(http);
  }

  /** Gives up on what is too slow. To be called every now and then. */
  void sweep(long now) {
    var patience = limits.patience().toNanos();
    for (var connection : List.copyOf(open.values())) {
      if (now - connection.since < patience) {
        continue;
      }
      if (connection.state == State.WAITING) {
        connection.close();
      } else if (connection.state == State.READING && connection.reading != null) {
        connection.closeAfterAnswer();
        connection.reading.problem(Problem.tooSlow());
      }
    }
  }

  /** From now on no connection outlives the answer it waits for. */
  void drain() {
    for (var connection : List.copyOf(open.values())) {
      connection.closeAfterAnswer();
      if (connection.state == State.WAITING) {
        connection.close();
      }
    }
  }
}
