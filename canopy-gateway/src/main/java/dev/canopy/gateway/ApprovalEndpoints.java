package dev.canopy.gateway;

import dev.canopy.ApprovalException;
import dev.canopy.ApprovalStatus;
import dev.canopy.Approvals;
import dev.canopy.Canopy;
import dev.canopy.json.JsonArray;
import dev.canopy.json.JsonObject;
import dev.canopy.json.JsonString;
import dev.canopy.json.JsonValue;
import java.util.ArrayList;
import java.util.List;

/**
 * What waits for a person, and the person's answer. An agent that proved who it is sees its own
 * requests only; another's look to it as if they were not there.
 */
final class ApprovalEndpoints {
  private final Canopy canopy;
  private final Threads threads;
  private final Limits limits;
  private final ApprovalWatch watch;

  ApprovalEndpoints(Canopy canopy, Threads threads, Limits limits, ApprovalWatch watch) {
    this.canopy = canopy;
    this.threads = threads;
    this.limits = limits;
    this.watch = watch;
  }

  /** {@code GET /approvals}: what waits, oldest first. */
  void list(Exchange exchange) {
    threads.approve(
        exchange,
        () -> {
          try {
            var items = new ArrayList<JsonValue>();
            for (var pending : canopy.approvals().pending()) {
              items.add(ApprovalJson.of(pending, "pending"));
            }
            exchange.reply(
                200, JsonObject.builder().put("approvals", new JsonArray(items)).build());
          } catch (ApprovalException e) {
            exchange.problem(unreadable());
          }
        });
  }

  /** {@code GET /approvals/{id}}: one, at once, or with {@code ?wait=30} when it is decided. */
  void show(Exchange exchange) {
    threads.approve(
        exchange,
        () -> {
          var wait = waitSeconds(exchange.request().query());
          var status = find(canopy.approvals(), exchange);
          if (wait > 0 && status.standing() == ApprovalStatus.Standing.PENDING) {
            watch.add(exchange, wait);
          } else {
            exchange.reply(200, ApprovalJson.of(status));
          }
        });
  }

  /** {@code POST /approvals/{id}/approve}. */
  void approve(Exchange exchange) {
    decide(exchange, true);
  }

  /** {@code POST /approvals/{id}/deny}. */
  void deny(Exchange exchange) {
    decide(exchange, false);
  }

  private void decide(Exchange exchange, boolean agrees) {
    threads.approve(
        exchange,
        () -> {
          var body = Body.parse(exchange.body(), limits).only(List.of("reason"));
          var reason = body.textOrEmpty("reason");
          var status = find(canopy.approvals(), exchange);
          if (exchange.caller().known().get("avid") instanceof JsonString own
              && own.value().equals(status.request().avid())) {
            throw new ProblemException(
                Problem.forbidden("an agent cannot decide on its own request"));
          }
          var approver = exchange.caller().name() + " (" + exchange.caller().id() + ")";
          try {
            if (agrees) {
              canopy.approvals().approve(exchange.pathId(), approver, reason);
            } else {
              canopy.approvals().refuse(exchange.pathId(), approver, reason);
            }
          } catch (ApprovalException e) {
            throw new ProblemException(
                canopy.trouble().isPresent()
                    ? unreadable()
                    : Problem.conflict(Texts.short1(String.valueOf(e.getMessage()))));
          }
          watch.look();
          exchange.reply(200, ApprovalJson.of(find(canopy.approvals(), exchange)));
        });
  }

  /** The approval that the path names, if there is one that the caller may see. */
  static ApprovalStatus find(Approvals approvals, Exchange exchange) throws ProblemException {
    var caller = exchange.caller();
    try {
      var found = approvals.status(exchange.pathId());
      if (found.isPresent() && maySee(caller, found.get())) {
        return found.get();
      }
    } catch (ApprovalException e) {
      throw new ProblemException(unreadable());
    }
    throw new ProblemException(Problem.notFound("no such approval, or not yours"));
  }

  static boolean maySee(Caller caller, ApprovalStatus status) {
    return caller.role() != Role.AGENT
        || !caller.isProven()
        || (caller.known().get("avid") instanceof JsonString own
            && own.value().equals(status.request().avid()));
  }

  static Problem unreadable() {
    return Problem.unavailable("the approvals cannot be read or written now");
  }

  /** The seconds in {@code wait=…}; 0 if there is no query. */
  private static int waitSeconds(String query) throws ProblemException {
    if (query == null || query.isEmpty()) {
      return 0;
    }
    var text = query.startsWith("wait=") ? query.substring("wait=".length()) : "";
    var isNumber = !text.isEmpty() && text.length() <= 2;
    for (var i = 0; isNumber && i < text.length(); i++) {
      isNumber = text.charAt(i) >= '0' && text.charAt(i) <= '9';
    }
    if (!isNumber || Integer.parseInt(text) > ApprovalWatch.MAX_SECONDS) {
      throw new ProblemException(
          Problem.badRequest(
              "the query may be wait=0 to wait=" + ApprovalWatch.MAX_SECONDS + ", in seconds"));
    }
    return Integer.parseInt(text);
  }
}
