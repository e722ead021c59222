package dev.canopy.gateway;

import dev.canopy.AuthorizationResult;
import dev.canopy.audit.Publication;
import dev.canopy.policy.Decision;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/** What is counted and timed, in the form that Prometheus reads. Safe for use by many threads. */
final class Metrics implements AutoCloseable {
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Map<Decision, Counter> decisions = new EnumMap<>(Decision.class);
  private final Counter unrecorded;
  private final Timer decisionTime;
  private final JvmGcMetrics gc = new JvmGcMetrics();

  /** By route and status: both are ours, so that there is no end of names. */
  private final ConcurrentHashMap<String, Counter> requests = new ConcurrentHashMap<>();

  Metrics(Supplier<Number> connections, Supplier<Number> waitingDecisions) {
    for (var decision : Decision.values()) {
      decisions.put(
          decision,
          Counter.builder("canopy.decisions")
              .description("Decisions by outcome")
              .tag("decision", decision.name())
              .register(registry));
    }
    unrecorded =
        Counter.builder("canopy.unrecorded")
            .description("Answers that are DENY because the log did not take them")
            .register(registry);
    decisionTime =
        Timer.builder("canopy.decision")
            .description("From the request to the durable answer")
            .serviceLevelObjectives(
                Duration.ofMillis(1),
                Duration.ofMillis(5),
                Duration.ofMillis(25),
                Duration.ofMillis(100),
                Duration.ofSeconds(1))
            .register(registry);
    Gauge.builder("canopy.connections", connections)
        .description("Open connections")
        .register(registry);
    Gauge.builder("canopy.waiting.decisions", waitingDecisions)
        .description("Decisions that wait for a thread")
        .register(registry);
    new JvmMemoryMetrics().bindTo(registry);
    gc.bindTo(registry);
  }

  /** Shows how far the log's checkpoints are published. */
  void publishing(Supplier<Publication> publication) {
    publishing("signed.entries", "Entries that are signed", publication, Publication::signedSize);
    publishing(
        "published.entries",
        "Entries under a checkpoint that every witness and anchor took",
        publication,
        Publication::publishedSize);
    publishing(
        "witnessed.entries",
        "Entries under a checkpoint that was cosigned as the policy wants",
        publication,
        Publication::witnessedSize);
    publishing(
        "publish.failures",
        "How often a witness or an anchor did not take a checkpoint",
        publication,
        Publication::failures);
  }

  private void publishing(
      String name,
      String description,
      Supplier<Publication> publication,
      ToLongFunction<Publication> part) {
    Gauge.builder("canopy.log." + name, () -> part.applyAsLong(publication.get()))
        .description(description)
        .register(registry);
  }

  void decided(AuthorizationResult result, long nanos) {
    var counter = decisions.get(result.decision());
    if (counter != null) {
      counter.increment();
    }
    if (result.authorizationId().isEmpty()) {
      unrecorded.increment();
    }
    decisionTime.record(Duration.ofNanos(nanos));
  }

  void answered(String method, String route, int status) {
    var known = method.equals("GET") || method.equals("POST") ? method : "other";
    requests
        .computeIfAbsent(
            known + " " + route + " " + status,
            name ->
                Counter.builder("canopy.http.requests")
                    .description("Requests by route and status")
                    .tag("method", known)
                    .tag("route", route)
                    .tag("status", Integer.toString(status))
                    .register(registry))
        .increment();
  }

  String scrape() {
    return registry.scrape();
  }

  @Override
  public void close() {
    gc.close();
    registry.close();
  }
}
