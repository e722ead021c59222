package dev.canopy.gateway;

import dev.canopy.ApprovalException;
import dev.canopy.ApprovalStatus;
import dev.canopy.Canopy;
import dev.canopy.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * The AuthZEN access request and approval profile (draft of 2026-04-29), as far as approvals carry
 * it: REQUIRE_APPROVAL has opened the request already, so asking for access gives a handle to it.
 */
final class AccessRequestEndpoints {
  private static final String ERROR = "urn:openid:authzen:access-request:error:";

  private final Canopy canopy;
  private final Threads threads;
  private final Limits limits;

  AccessRequestEndpoints(Canopy canopy, Threads threads, Limits limits) {
    this.canopy = canopy;
    this.threads = threads;
    this.limits = limits;
  }

  /** {@code POST /access/v1/request}: names a denial by its evaluation id. */
  void ask(Exchange exchange) {
    threads.approve(
        exchange,
        () -> {
          var id = evaluationId(Body.parse(exchange.body(), limits));
          var status = find(exchange, id);
          if (status == null) {
            problem(exchange, 400, "invalid_denial_binding", "no such denial, or not yours");
          } else if (status.standing() == ApprovalStatus.Standing.EXPIRED) {
            problem(exchange, 410, "expired_denial", "evaluate again");
          } else {
            exchange.reply(201, task(exchange, status));
          }
        });
  }

  private static String evaluationId(Body body) throws ProblemException {
    try {
      return body.object("denial").text("evaluation_id");
    } catch (ProblemException e) {
      throw AuthZenEndpoints.badRequest(e);
    }
  }

  /** {@code GET /access/v1/request/{id}}: how far it has come. */
  void show(Exchange exchange) {
    threads.approve(
        exchange,
        () -> {
          var status = find(exchange, exchange.pathId());
          if (status == null) {
            problem(exchange, 404, "unknown_task", "no such task, or not yours");
          } else {
            exchange.reply(200, task(exchange, status));
          }
        });
  }

  private @Nullable ApprovalStatus find(Exchange exchange, String id) throws ProblemException {
    try {
      var found = canopy.approvals().status(id);
      return found.isPresent() && ApprovalEndpoints.maySee(exchange.caller(), found.get())
          ? found.get()
          : null;
    } catch (ApprovalException e) {
      throw new ProblemException(ApprovalEndpoints.unreadable());
    }
  }

  private JsonObject task(Exchange exchange, ApprovalStatus status) {
    var request = status.request();
    var task =
        JsonObject.builder()
            .put("id", request.id())
            .put("status", status(status.standing()))
            .put(
                "status_endpoint",
                AuthZenEndpoints.base(exchange) + AuthZen.REQUEST + "/" + request.id())
            .put("expires_at", request.expiresAt().toString());
    if (status.standing() == ApprovalStatus.Standing.GRANTED) {
      task.put(
          "result",
          JsonObject.builder()
              .put("mode", "reevaluate")
              .put(
                  "approval",
                  JsonObject.builder()
                      .put("id", request.id())
                      .put("approved_until", String.valueOf(status.usableUntil()))
                      .build())
              .build());
    }
    return JsonObject.builder().put("task", task.build()).build();
  }

  private static String status(ApprovalStatus.Standing standing) {
    return switch (standing) {
      case PENDING -> "pending";
      case GRANTED, USED -> "approved";
      case REFUSED, REVOKED -> "denied";
      case EXPIRED -> "expired";
    };
  }

  private static void problem(Exchange exchange, int status, String code, String detail) {
    exchange.problem(
        new Problem(
            status, ERROR + code, "this request for access is not taken", detail, null, 0, 0));
  }
}
