package dev.canopy.gateway;

import dev.canopy.AuthorizationResult;
import dev.canopy.Canopy;
import dev.canopy.RemoteRequest;
import dev.canopy.json.JsonObject;
import dev.canopy.json.JsonValue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Asks Canopy for callers, whatever the form in which they asked. Safe for use by many threads. */
final class Decider {
  private final Canopy canopy;
  private final Metrics metrics;

  Decider(Canopy canopy, Metrics metrics) {
    this.canopy = canopy;
    this.metrics = metrics;
  }

  /**
   * What is asked.
   *
   * @param claims the caller's {@code agent_ctx}
   * @param approvalId empty if it is asked without one
   */
  record Question(JsonObject claims, String actionType, JsonValue payload, String approvalId) {
    /** True if the answer has to wait for others that use approvals. */
    boolean blocks() {
      return !approvalId.isEmpty();
    }
  }

  /** Decides and records. Blocks only if the question {@link Question#blocks}. */
  CompletionStage<AuthorizationResult> ask(Exchange exchange, Question question) {
    var request = request(exchange, question);
    var answer =
        question.blocks()
            ? CompletableFuture.completedFuture(canopy.authorize(request))
            : canopy.authorizeAsync(request);
    return answer.thenApply(
        result -> {
          exchange.decision(result.decision().name());
          metrics.decided(result, System.nanoTime() - exchange.startedNanos());
          return result;
        });
  }

  private static RemoteRequest request(Exchange exchange, Question question) {
    var caller = exchange.caller();
    var known = caller.known();
    var claims = question.claims();
    if (!caller.trusted().isEmpty()) {
      var believed = JsonObject.builder();
      var merely = JsonObject.builder();
      for (var i = 0; i < known.size(); i++) {
        believed.put(known.nameAt(i), known.valueAt(i));
      }
      for (var i = 0; i < claims.size(); i++) {
        var name = claims.nameAt(i);
        if (caller.trusted().contains(name) && known.get(name) == null) {
          believed.put(name, claims.valueAt(i));
        } else {
          merely.put(name, claims.valueAt(i));
        }
      }
      known = believed.build();
      claims = merely.build();
    }
    return new RemoteRequest(
        known,
        claims,
        question.actionType(),
        question.payload(),
        question.approvalId(),
        caller.id(),
        notes(exchange));
  }

  private static JsonObject notes(Exchange exchange) {
    var notes = JsonObject.builder().put("request_id", exchange.requestId());
    var trace = exchange.trace();
    if (trace != null) {
      notes.put("trace_id", trace.traceId()).put("parent_span_id", trace.parentId());
    }
    return notes.build();
  }
}
