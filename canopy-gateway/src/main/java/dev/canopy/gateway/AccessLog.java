package dev.canopy.gateway;

import dev.canopy.json.JsonBytes;
import java.io.IOException;
import java.io.OutputStream;
import java.time.InstantSource;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A line of JSON for each request, without anything that an agent wrote: {@code {"ts",
 * "request_id", "trace_id"?, "caller", "method", "route", "status", "decision"?, "bytes_in",
 * "bytes_out", "micros"}}. Written by a thread of its own; when that falls behind, lines are
 * dropped and the next one says how many. Safe for use by many threads.
 */
final class AccessLog implements AutoCloseable {
  private static final int MAX_WAITING = 65_536;
  private static final byte[] END = {};

  private final OutputStream out;
  private final InstantSource clock;
  private final ArrayBlockingQueue<byte[]> waiting = new ArrayBlockingQueue<>(MAX_WAITING);
  private final AtomicLong dropped = new AtomicLong();
  private final Thread writer;

  AccessLog(OutputStream out, InstantSource clock) {
    this.out = out;
    this.clock = clock;
    this.writer = new Thread(this::run, "canopy-access-log");
    writer.setDaemon(true);
    writer.start();
  }

  void answered(Exchange exchange, int status, int bytesOut) {
    var caller = exchange.callerOrNull();
    var trace = exchange.trace();
    var micros = (System.nanoTime() - exchange.startedNanos()) / 1000;
    var line =
        line(
            exchange.requestId(),
            trace,
            caller,
            exchange.request().method().name(),
            exchange.routeName(),
            status,
            exchange.decision());
    line.ascii(",\"bytes_in\":")
        .integer(exchange.body().length)
        .ascii(",\"bytes_out\":")
        .integer(bytesOut)
        .ascii(",\"micros\":")
        .integer(micros);
    end(line);
  }

  /** A request that could not be read as one. */
  void refused(String requestId, int status) {
    end(line(requestId, null, null, "", "(malformed)", status, ""));
  }

  private JsonBytes line(
      String requestId,
      @Nullable Trace trace,
      @Nullable Caller caller,
      String method,
      String route,
      int status,
      String decision) {
    var line = new JsonBytes();
    line.ascii("{\"ts\":").string(clock.instant().toString());
    line.ascii(",\"request_id\":").string(requestId);
    if (trace != null) {
      line.ascii(",\"trace_id\":").string(trace.traceId());
    }
    line.ascii(",\"caller\":")
        .string(caller == null ? "" : caller.isProven() ? caller.id() : caller.name());
    line.ascii(",\"method\":").string(Texts.short1(method));
    line.ascii(",\"route\":").string(route);
    line.ascii(",\"status\":").integer(status);
    if (!decision.isEmpty()) {
      line.ascii(",\"decision\":").string(decision);
    }
    return line;
  }

  private void end(JsonBytes line) {
    var lost = dropped.get();
    if (lost > 0 && dropped.compareAndSet(lost, 0)) {
      line.ascii(",\"dropped\":").integer(lost);
    }
    line.raw('}');
    var size = line.size();
    var bytes = java.util.Arrays.copyOf(line.buffer(), size + 1);
    bytes[size] = '\n';
    if (!waiting.offer(bytes)) {
      dropped.addAndGet(lost + 1);
    }
  }

  private void run() {
    try {
      while (true) {
        var line = waiting.take();
        while (line != null) {
          if (line == END) {
            out.flush();
            return;
          }
          out.write(line);
          line = waiting.poll();
        }
        out.flush();
      }
    } catch (IOException e) {
      // Nobody reads it any more. The audit log is the record; this one is a convenience.
      waiting.clear();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    try {
      while (writer.isAlive() && !waiting.offer(END)) {
        Thread.onSpinWait();
      }
      writer.join(1_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
