package dev.canopy.audit;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Serves a {@link Witness} over HTTP: {@code POST /add-checkpoint}, and nothing else. Bounded in
 * threads, waiting connections and body; without TLS and without access control, which the protocol
 * does not need: a checkpoint counts by its signature. Put it behind a proxy where the network is
 * open.
 */
public final class WitnessServer implements AutoCloseable {
  /** Cosigning is one signature and one disk flush, one at a time: more threads only wait. */
  private static final int THREADS = 4;

  /** As many requests may wait for a thread; more are turned away by closing the connection. */
  private static final int WAITING = 64;

  /** The protocol's type for the size in an answer 409. */
  private static final String SIZE_TYPE = "text/x.tlog.size";

  private final Witness witness;
  private final HttpServer server;
  private final ExecutorService threads;

  private WitnessServer(Witness witness, HttpServer server, ExecutorService threads) {
    this.witness = witness;
    this.server = server;
    this.threads = threads;
  }

  /**
   * Starts to serve. The JDK's server waits for slow clients without end unless told otherwise, and
   * it is told by system properties only: {@link #limitIdleClients} sets them.
   *
   * @param address where to listen; port 0 for any that is free
   */
  public static WitnessServer start(Witness witness, InetSocketAddress address)
      throws AuditException {
    try {
      var server = HttpServer.create(address, WAITING);
      var threads =
          new ThreadPoolExecutor(
              THREADS,
              THREADS,
              30,
              TimeUnit.SECONDS,
              new ArrayBlockingQueue<>(WAITING),
              task -> {
                var thread = new Thread(task, "canopy-witness");
                thread.setDaemon(true);
                return thread;
              });
      var started = new WitnessServer(witness, server, threads);
      server.setExecutor(threads);
      server.createContext("/", started::handle);
      server.start();
      return started;
    } catch (IOException e) {
      throw new AuditException("cannot listen on " + address + ": " + e.getMessage(), e);
    }
  }

  /**
   * Lets the JDK's HTTP server drop clients that take longer than ten seconds, and answer without
   * waiting for more to send (TCP_NODELAY). Holds for the whole process, and only before its first
   * server.
   */
  public static void limitIdleClients() {
    System.setProperty("sun.net.httpserver.maxReqTime", "10");
    System.setProperty("sun.net.httpserver.maxRspTime", "10");
    System.setProperty("sun.net.httpserver.nodelay", "true");
  }

  /** Where it listens. */
  public int port() {
    return server.getAddress().getPort();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      if (!exchange.getRequestURI().getPath().equals("/add-checkpoint")) {
        answer(exchange, 404, "only /add-checkpoint is here\n");
        return;
      }
      if (!exchange.getRequestMethod().equals("POST")) {
        exchange.getResponseHeaders().set("Allow", "POST");
        answer(exchange, 405, "only POST is understood\n");
        return;
      }
      var body = exchange.getRequestBody().readNBytes(WitnessRequest.MAX_BYTES + 1);
      if (body.length > WitnessRequest.MAX_BYTES) {
        answer(exchange, 413, "too long\n");
        return;
      }
      try {
        answer(exchange, witness.addCheckpoint(body));
      } catch (AuditException e) {
        answer(exchange, 500, "the witness cannot cosign now\n");
      } catch (RuntimeException e) {
        answer(exchange, 500, "the witness is at fault\n");
      }
    }
  }

  private static void answer(HttpExchange exchange, Witness.Answer answer) throws IOException {
    if (answer instanceof Witness.Answer.Cosigned cosigned) {
      answer(exchange, cosigned.status(), cosigned.lines());
    } else if (answer instanceof Witness.Answer.OtherSize other) {
      exchange.getResponseHeaders().set("Content-Type", SIZE_TYPE);
      answer(exchange, other.status(), other.size() + "\n");
    } else if (answer instanceof Witness.Answer.Refused refused) {
      answer(exchange, refused.status(), refused.reason() + "\n");
    }
  }

  private static void answer(HttpExchange exchange, int status, String text) throws IOException {
    var bytes = text.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().putIfAbsent("Content-Type", List.of("text/plain"));
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  /** Stops listening; requests that are being answered are cut off. The witness stays open. */
  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
