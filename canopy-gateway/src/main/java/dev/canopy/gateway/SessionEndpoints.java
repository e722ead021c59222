package dev.canopy.gateway;

import dev.canopy.json.JsonObject;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** How people log in and out: {@code /session}. */
final class SessionEndpoints {
  /** Of one address, and for one name: people mistype, machines guess. */
  private static final int TRIES_A_MINUTE = 10;

  private final People people;
  private final boolean hasOidc;
  private final Threads threads;
  private final Limits limits;
  private final boolean mayLogIn;
  private final InstantSource clock;
  private final RateLimiter tries = new RateLimiter(TRIES_A_MINUTE, TimeUnit.MINUTES.toNanos(1));

  /**
   * The endpoints.
   *
   * @param hasOidc whether people can log in by another service too
   * @param mayLogIn false if passwords would cross a network in the clear
   */
  SessionEndpoints(
      People people,
      boolean hasOidc,
      Threads threads,
      Limits limits,
      boolean mayLogIn,
      InstantSource clock) {
    this.people = people;
    this.hasOidc = hasOidc;
    this.threads = threads;
    this.limits = limits;
    this.mayLogIn = mayLogIn;
    this.clock = clock;
  }

  /** {@code GET /session/ways}: how people can log in here. */
  void ways(Exchange exchange) {
    exchange.reply(
        200, JsonObject.builder().put("password", mayLogIn).put("oidc", hasOidc).build());
  }

  /** {@code POST /session}: name and password become a session. */
  void login(Exchange exchange) {
    threads.login(
        exchange,
        () -> {
          var body = Body.parse(exchange.body(), limits).only(List.of("name", "password"));
          var name = body.text("name");
          var password = body.text("password");
          requireTry(exchange, "name:" + Texts.name(name));
          started(exchange, people.login(name, password), "the name or the password is wrong");
        });
  }

  /** {@code POST /session/setup}: whoever has the link becomes the first administrator. */
  void setUp(Exchange exchange) {
    threads.login(
        exchange,
        () -> {
          var body = Body.parse(exchange.body(), limits).only(List.of("token", "name", "password"));
          var token = body.text("token");
          var name = body.text("name");
          var password = body.text("password");
          requireTry(exchange, "setup");
          try {
            started(
                exchange,
                people.setUp(token, name, password),
                "the link was used, is too old, or is not of this start");
          } catch (GatewayException e) {
            throw new ProblemException(
                Problem.wrongShape("", Texts.short1(String.valueOf(e.getMessage()))));
          }
        });
  }

  /** {@code GET /session}: who is calling, and what a page needs to send requests. */
  void show(Exchange exchange) {
    exchange.reply(200, json(exchange));
  }

  /** {@code POST /session/end}. */
  void logout(Exchange exchange) {
    people.sessions().end(exchange.request().getHeader("Cookie"));
    exchange.reply(
        200,
        JsonObject.builder().put("status", "ended").build(),
        Map.of("Set-Cookie", people.sessions().noCookie()));
  }

  private void requireTry(Exchange exchange, String who) throws ProblemException {
    if (!mayLogIn) {
      throw new ProblemException(
          Problem.forbidden("people log in over TLS, or on the machine itself"));
    }
    var address = exchange.request().remoteAddress();
    var host = address == null ? null : address.hostAddress();
    var at = clock.instant();
    var now = TimeUnit.SECONDS.toNanos(at.getEpochSecond()) + at.getNano();
    if (!tries.take("from:" + (host == null ? "local" : host), now) || !tries.take(who, now)) {
      throw new ProblemException(Problem.tooMany());
    }
  }

  private void started(
      Exchange exchange, Sessions.@org.jspecify.annotations.Nullable Started started, String why)
      throws ProblemException {
    if (started == null) {
      throw new ProblemException(Problem.noProof(why));
    }
    // The session that was there before, if any, is over: whoever knows its secret has nothing.
    people.sessions().end(exchange.request().getHeader("Cookie"));
    exchange.caller(started.session().caller());
    exchange.session(started.session());
    exchange.reply(
        200, json(exchange), Map.of("Set-Cookie", people.sessions().cookie(started.secret())));
  }

  private static JsonObject json(Exchange exchange) {
    var caller = exchange.caller();
    var out = JsonObject.builder().put("name", caller.name()).put("role", caller.role().wireName());
    var session = exchange.session();
    if (session != null) {
      out.put("csrf_token", session.csrfToken())
          .put("ends_at", session.started().plus(Sessions.LONGEST).toString());
    }
    return out.build();
  }
}
