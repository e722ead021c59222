package dev.canopy.gateway;

import dev.canopy.ApprovalException;
import dev.canopy.ApprovalGrant;
import dev.canopy.ApprovalJson;
import dev.canopy.ApprovalStatus;
import dev.canopy.Approvals;
import dev.canopy.Approver;
import dev.canopy.Canopy;
import dev.canopy.json.JsonArray;
import dev.canopy.json.JsonNumber;
import dev.canopy.json.JsonObject;
import dev.canopy.json.JsonString;
import dev.canopy.json.JsonValue;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

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

  /** {@code GET /approvals}: what waits, oldest first; all of it with {@code ?status=all}. */
  void list(Exchange exchange) {
    threads.approve(
        exchange,
        () -> {
          var all = wantsAll(exchange.request().query());
          try {
            var items = new ArrayList<JsonValue>();
            for (var status : canopy.approvals().all()) {
              if (all || status.standing() == ApprovalStatus.Standing.PENDING) {
                items.add(ApprovalJson.of(status, true));
              }
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
            exchange.reply(200, json(exchange.caller(), status));
          }
        });
  }

  /** {@code POST /approvals/{id}/approve}: once, or as far as the body says. */
  void approve(Exchange exchange) {
    act(
        exchange,
        body -> {
          var reason = body.only(List.of("reason", "uses", "until")).textOrEmpty("reason");
          var grant = grant(body);
          return (id, approver) -> canopy.approvals().approve(id, approver, grant, reason);
        });
  }

  /** {@code POST /approvals/{id}/deny}. */
  void deny(Exchange exchange) {
    act(
        exchange,
        body -> {
          var reason = body.only(List.of("reason")).textOrEmpty("reason");
          return (id, approver) -> canopy.approvals().refuse(id, approver, reason);
        });
  }

  /** {@code POST /approvals/{id}/revoke}: takes back what was approved. */
  void revoke(Exchange exchange) {
    act(
        exchange,
        body -> {
          var reason = body.only(List.of("reason")).textOrEmpty("reason");
          return (id, approver) -> canopy.approvals().revoke(id, approver, reason);
        });
  }

  /** {@code POST /approvals/{id}/comment}. */
  void comment(Exchange exchange) {
    act(
        exchange,
        body -> {
          var text = body.only(List.of("text")).text("text");
          return (id, approver) -> canopy.approvals().comment(id, approver, text);
        });
  }

  /** What a person does about an approval. */
  private interface Act {
    ApprovalStatus on(String id, Approver approver) throws ApprovalException;
  }

  /** Reads from a body what is to be done. */
  private interface Reading {
    Act of(Body body) throws ProblemException;
  }

  private void act(Exchange exchange, Reading reading) {
    threads.approve(
        exchange,
        () -> {
          var act = reading.of(Body.parse(exchange.body(), limits));
          var status = find(canopy.approvals(), exchange);
          var caller = exchange.caller();
          if (caller.known().get("avid") instanceof JsonString own
              && own.value().equals(status.request().avid())) {
            throw new ProblemException(
                Problem.forbidden("an agent cannot decide on its own request"));
          }
          var approver =
              new Approver(caller.name() + " (" + caller.id() + ")", caller.id(), roles(caller));
          ApprovalStatus after;
          try {
            after = act.on(exchange.pathId(), approver);
          } catch (ApprovalException e) {
            throw new ProblemException(
                canopy.trouble().isPresent()
                    ? unreadable()
                    : Problem.conflict(Texts.short1(String.valueOf(e.getMessage()))));
          }
          watch.look();
          exchange.reply(200, json(caller, after));
        });
  }

  /** The role of the key, and those in the fact {@code roles} that the host knows of its holder. */
  private static Set<String> roles(Caller caller) {
    var roles = new TreeSet<String>();
    roles.add(caller.role().wireName());
    var stated = caller.known().get("roles");
    if (stated instanceof JsonString text) {
      roles.addAll(List.of(text.value().split(",", -1)));
    } else if (stated instanceof JsonArray array) {
      for (var item : array.items()) {
        if (item instanceof JsonString role) {
          roles.add(role.value());
        }
      }
    }
    return roles;
  }

  private static ApprovalGrant grant(Body body) throws ProblemException {
    var until = until(body);
    var uses = until == null ? 1 : ApprovalGrant.MOST_USES;
    if (!body.isAbsent("uses")) {
      var number = body.required("uses") instanceof JsonNumber n ? n.value() : 0;
      if (number < 1 || number > ApprovalGrant.MOST_USES || number != Math.rint(number)) {
        throw body.fault("uses", "wanted a whole number from 1 to " + ApprovalGrant.MOST_USES);
      }
      uses = (int) number;
    }
    return new ApprovalGrant(uses, until);
  }

  private static @Nullable Instant until(Body body) throws ProblemException {
    if (body.isAbsent("until")) {
      return null;
    }
    try {
      return Instant.parse(body.text("until"));
    } catch (DateTimeException e) {
      throw body.fault("until", "wanted a time such as 2026-01-31T12:00:00Z");
    }
  }

  /** The approval as this caller may see it: whoever proved nothing sees no payload. */
  static JsonObject json(Caller caller, ApprovalStatus status) {
    return ApprovalJson.of(status, caller.role() != Role.AGENT || caller.isProven());
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

  private static boolean wantsAll(@Nullable String query) throws ProblemException {
    if (query == null || query.isEmpty() || query.equals("status=pending")) {
      return false;
    }
    if (!query.equals("status=all")) {
      throw new ProblemException(
          Problem.badRequest("the query may be status=pending or status=all"));
    }
    return true;
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
