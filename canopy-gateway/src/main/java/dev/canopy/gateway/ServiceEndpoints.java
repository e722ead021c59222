package dev.canopy.gateway;

import dev.canopy.Canopy;
import dev.canopy.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** What says how the gateway itself is: {@code /healthz}, {@code /readyz}, {@code /metrics}, … */
final class ServiceEndpoints {
  private final Canopy canopy;
  private final Metrics metrics;
  private final Threads threads;
  private final BooleanSupplier draining;
  private final byte[] openApi = resource("openapi.json");

  ServiceEndpoints(Canopy canopy, Metrics metrics, Threads threads, BooleanSupplier draining) {
    this.canopy = canopy;
    this.metrics = metrics;
    this.threads = threads;
    this.draining = draining;
  }

  /** The process answers; whether it can decide is {@link #ready}. */
  void health(Exchange exchange) {
    exchange.reply(200, JsonObject.builder().put("status", "ok").build());
  }

  /** A policy is loaded, the log takes entries, and nobody has asked the gateway to stop. */
  void ready(Exchange exchange) {
    threads.approve(
        exchange,
        () -> {
          var reason =
              draining.getAsBoolean()
                  ? "stopping"
                  : canopy.trouble().isPresent() ? "log_unavailable" : "";
          var out =
              JsonObject.builder()
                  .put("status", reason.isEmpty() ? "ready" : "not ready")
                  .put("policy", canopy.policy().digest());
          if (!reason.isEmpty()) {
            out.put("reason", reason);
          }
          // Says nothing of whether it can decide, and everything of who else would notice.
          canopy
              .publication()
              .ifPresent(
                  known ->
                      out.put("publishing", known.trouble().isPresent() ? "failing" : "in order"));
          exchange.reply(reason.isEmpty() ? 200 : 503, out.build());
        });
  }

  /** The text format of Prometheus. */
  void metrics(Exchange exchange) {
    threads.approve(
        exchange,
        () ->
            exchange.send(
                200,
                "text/plain; version=0.0.4; charset=utf-8",
                metrics.scrape().getBytes(StandardCharsets.UTF_8),
                Map.of()));
  }

  /** This interface, described. */
  void openApi(Exchange exchange) {
    exchange.send(200, Exchange.JSON, openApi, Map.of());
  }

  static byte[] resource(String name) {
    try (var in = ServiceEndpoints.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("the jar lacks " + name);
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
