package dev.canopy.gateway;

import io.vertx.core.Context;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The way in: each request is checked here, in the order in which the checks stand, before an
 * endpoint sees it. What fails a check is answered and recorded in the access log; no decision was
 * made, and none was asked for. One for all event loops.
 */
final class Front {
  private final Routes routes;
  private final HostRules hosts;
  private final List<Authenticator> authenticators;
  private final @Nullable Caller local;
  private final @Nullable People people;
  private final RateLimiter rates;
  private final Limits limits;
  private final Ids ids = new Ids();
  private final @Nullable AccessLog accessLog;
  private final Metrics metrics;
  private final AtomicInteger underWay = new AtomicInteger();
  private volatile boolean draining;

  /**
   * The way in to some routes.
   *
   * @param local who is calling when nobody proves anything; null if that is not enough
   * @param people who may have logged in; null if nobody can
   */
  Front(
      Routes routes,
      HostRules hosts,
      List<Authenticator> authenticators,
      @Nullable Caller local,
      @Nullable People people,
      Limits limits,
      @Nullable AccessLog accessLog,
      Metrics metrics) {
    this.routes = routes;
    this.hosts = hosts;
    this.authenticators = List.copyOf(authenticators);
    this.local = local;
    this.people = people;
    this.rates = new RateLimiter(limits.requestsPerSecond());
    this.limits = limits;
    this.accessLog = accessLog;
    this.metrics = metrics;
  }

  /** From now on every answer closes its connection. */
  void drain() {
    draining = true;
  }

  boolean isDraining() {
    return draining;
  }

  int underWay() {
    return underWay.get();
  }

  void handle(Context context, Connections connections, HttpServerRequest request) {
    var connection = connections.of(request.connection());
    if (connection == null || connection.mustClose()) {
      return; // being closed: there were too many, or this comes behind a request that was refused
    }
    underWay.incrementAndGet();
    connection.working();
    if (draining) {
      connection.closeAfterAnswer();
    }
    var headers = request.headers();
    var givenId = headers.get("X-Request-ID");
    var exchange =
        new Exchange(
            context,
            request,
            connection,
            this,
            givenId != null && Texts.isToken(givenId, 128) ? givenId : ids.request(),
            Trace.of(headers.get("traceparent")),
            ids.span());
    try {
      take(exchange);
    } catch (ProblemException e) {
      // Its body, if it has one, was not read: what follows on this connection is not to be
      // trusted.
      connection.closeAfterAnswer();
      exchange.problem(e.problem());
    } catch (RuntimeException | Error e) {
      connection.closeAfterAnswer();
      exchange.problem(Problem.internal());
    }
  }

  /** Called once for each request that was taken. */
  void answered(Exchange exchange, int status, int bytesOut) {
    underWay.decrementAndGet();
    metrics.answered(exchange.request().method().name(), exchange.routeName(), status);
    if (accessLog != null) {
      accessLog.answered(exchange, status, bytesOut);
    }
  }

  /** A request that the HTTP decoder did not accept. It closes the connection by itself. */
  void malformed(HttpServerRequest request) {
    var id = ids.request();
    var failure = request.decoderResult().cause();
    var kind = failure == null ? "" : failure.getClass().getSimpleName();
    var problem =
        kind.startsWith("TooLongHttpLine")
            ? new Problem(
                414, "uri-too-long", "the request line is too long", "shorten it", null, 0, 0)
            : kind.startsWith("TooLongHttpHeader") || kind.startsWith("TooLongFrame")
                ? new Problem(
                    431,
                    "headers-too-large",
                    "the header section is too large",
                    "at most " + limits.headerBytes() + " bytes are read",
                    null,
                    0,
                    0)
                : Problem.badRequest("this is not HTTP/1.1 as it is read here");
    var bytes = new dev.canopy.json.JsonBytes().value(problem.json(id)).toByteArray();
    metrics.answered("other", "(malformed)", problem.status());
    if (accessLog != null) {
      accessLog.refused(id, problem.status());
    }
    request
        .response()
        .setStatusCode(problem.status())
        .putHeader("Content-Type", Exchange.PROBLEM)
        .putHeader("Connection", "close")
        .putHeader("X-Request-ID", id)
        .end(io.vertx.core.buffer.Buffer.buffer(bytes))
        .onComplete(sent -> request.connection().close());
  }

  private void take(Exchange exchange) throws ProblemException {
    var request = exchange.request();
    requireOneMessage(request);
    var path = requirePath(request);
    requireOurHost(request);
    var found = routes.find(path);
    if (found == null) {
      throw new ProblemException(Problem.notFound("see /openapi.json for what there is"));
    }
    var route = found.methods().get(request.method().name());
    if (route == null) {
      var first = found.methods().values().iterator().next();
      exchange.route(first.path(), "");
      exchange.connection().closeAfterAnswer();
      exchange.problem(
          Problem.wrongMethod("allowed: " + found.allowed()), Map.of("Allow", found.allowed()));
      return;
    }
    exchange.route(route.path(), found.id());
    requireOurSite(request, route);
    identify(exchange, route);
    if (!rates.take(rateName(exchange), System.nanoTime())) {
      exchange.connection().closeAfterAnswer();
      exchange.problem(Problem.tooMany(), Map.of("Retry-After", "1"));
      return;
    }
    if (route.hasBody()) {
      read(exchange, route);
    } else {
      requireNoBody(request);
      route.endpoint().handle(exchange);
    }
  }

  /** Nobody between the caller and us must read the message differently (RFC 9112, section 11). */
  private static void requireOneMessage(HttpServerRequest request) throws ProblemException {
    var headers = request.headers();
    if (headers.contains("Transfer-Encoding")) {
      throw new ProblemException(Problem.noLength());
    }
    if (headers.getAll("Content-Length").size() > 1) {
      throw new ProblemException(Problem.badRequest("found Content-Length more than once"));
    }
    if (request.version() != HttpVersion.HTTP_1_1 && request.version() != HttpVersion.HTTP_1_0) {
      throw new ProblemException(Problem.badRequest("found another HTTP than 1.1 or 1.0"));
    }
    if (headers.contains("")) {
      throw new ProblemException(Problem.badRequest("found a header without a name"));
    }
    for (var name : ONCE) {
      if (headers.getAll(name).size() > 1) {
        throw new ProblemException(Problem.badRequest("found " + name + " more than once"));
      }
    }
  }

  /** What would mean another thing to someone who takes the first, or the last. */
  private static final List<String> ONCE =
      List.of(
          "Host",
          "Authorization",
          "Cookie",
          "X-CSRF-Token",
          "Content-Type",
          "Content-Encoding",
          "Origin",
          "Expect",
          "X-Request-ID",
          "traceparent");

  private static String requirePath(HttpServerRequest request) throws ProblemException {
    var uri = request.uri();
    if (!uri.startsWith("/") || uri.startsWith("//")) {
      throw new ProblemException(Problem.badRequest("the target of a request is a path"));
    }
    if (uri.indexOf('#') >= 0) {
      throw new ProblemException(Problem.badRequest("the target of a request has no fragment"));
    }
    var query = uri.indexOf('?');
    return query < 0 ? uri : uri.substring(0, query);
  }

  private void requireOurHost(HttpServerRequest request) throws ProblemException {
    var headers = request.headers();
    var host = headers.get("Host");
    if (host == null) {
      throw new ProblemException(Problem.badRequest("there is no Host header"));
    }
    if (!hosts.isServed(host)) {
      throw new ProblemException(
          Problem.unknownHost(Texts.name(host) + " is not served; --allow-host allows names"));
    }
    var origin = headers.get("Origin");
    if (origin != null && !hosts.isSameOrigin(origin, host)) {
      throw new ProblemException(
          Problem.foreignOrigin("pages of " + Texts.name(origin) + " may not ask"));
    }
  }

  /** A link on another site may lead to a page, or back from a login, and to nothing else. */
  private static void requireOurSite(HttpServerRequest request, Route route)
      throws ProblemException {
    var site = request.getHeader("Sec-Fetch-Site");
    var isLink =
        (route.endpoint() instanceof Page || route.path().equals(Oidc.CALLBACK))
            && "navigate".equals(request.getHeader("Sec-Fetch-Mode"))
            && "document".equals(request.getHeader("Sec-Fetch-Dest"));
    if (site != null && !site.equals("same-origin") && !site.equals("none") && !isLink) {
      throw new ProblemException(
          Problem.foreignOrigin("a page of another site may not ask: Sec-Fetch-Site"));
    }
  }

  private void identify(Exchange exchange, Route route) throws ProblemException {
    if (route.roles().isEmpty()) {
      return;
    }
    var authorization = exchange.request().getHeader("Authorization");
    var session = session(exchange, authorization);
    if (session != null) {
      exchange.caller(session.caller());
      exchange.session(session);
      requireRole(session.caller(), route);
      // A browser sends the cookie by itself; only a page of ours can send this too.
      if (route.hasBody() && !session.isCsrfToken(exchange.request().getHeader("X-CSRF-Token"))) {
        throw new ProblemException(Problem.noCsrfToken());
      }
      return;
    }
    for (var authenticator : authenticators) {
      var caller = authenticator.identify(authorization);
      if (caller != null) {
        exchange.caller(caller);
        requireRole(caller, route);
        return;
      }
    }
    var mayBeUnproven =
        local != null && authenticators.stream().noneMatch(Authenticator::isConfigured);
    if (authorization == null && mayBeUnproven && local != null) {
      exchange.caller(local);
      requireRole(local, route);
      return;
    }
    exchange.connection().closeAfterAnswer();
    throw new ProblemException(
        Problem.noProof(
            authorization == null
                ? "send an API key or a token (Authorization: Bearer …), or log in at /login"
                : "the credentials are not known, or have expired"));
  }

  /** Who sends a key or a token is who that says, whatever cookie comes along. */
  private @Nullable Session session(Exchange exchange, @Nullable String authorization) {
    return authorization == null && people != null
        ? people.session(exchange.request().getHeader("Cookie"))
        : null;
  }

  private static void requireRole(Caller caller, Route route) throws ProblemException {
    if (!route.roles().contains(caller.role())) {
      throw new ProblemException(
          Problem.forbidden("the role " + caller.role().wireName() + " may not do this"));
    }
  }

  private static String rateName(Exchange exchange) {
    var caller = exchange.callerOrNull();
    if (caller != null && caller.isProven()) {
      return caller.id();
    }
    var address = exchange.request().remoteAddress();
    var host = address == null ? null : address.hostAddress();
    return host == null ? "local" : host;
  }

  private static void requireNoBody(HttpServerRequest request) throws ProblemException {
    var length = request.getHeader("Content-Length");
    if (length != null && !length.equals("0")) {
      throw new ProblemException(Problem.badRequest("this method has no body"));
    }
  }

  private void read(Exchange exchange, Route route) throws ProblemException {
    var request = exchange.request();
    requireJson(request);
    var length = requireLength(request);
    if (length > limits.bodyBytes()) {
      throw new ProblemException(Problem.tooLarge(limits.bodyBytes()));
    }
    var expect = request.getHeader("Expect");
    if (expect != null) {
      if (!expect.equalsIgnoreCase("100-continue")) {
        throw new ProblemException(Problem.unexpected());
      }
      request.response().writeContinue();
    }
    exchange.connection().reading(exchange, System.nanoTime());
    request
        .body()
        .onComplete(
            read -> {
              if (read.succeeded()) {
                exchange.connection().working();
                exchange.body(read.result().getBytes());
                route.endpoint().handle(exchange);
              } else {
                exchange.connection().closeAfterAnswer();
                exchange.problem(Problem.badRequest("the body did not arrive"));
              }
            });
  }

  private long requireLength(HttpServerRequest request) throws ProblemException {
    var length = request.getHeader("Content-Length");
    if (length == null) {
      throw new ProblemException(Problem.noLength());
    }
    for (var i = 0; i < length.length(); i++) {
      if (length.charAt(i) < '0' || length.charAt(i) > '9') {
        throw new ProblemException(Problem.badRequest("Content-Length is no number"));
      }
    }
    if (length.isEmpty() || length.length() > 18) {
      throw new ProblemException(
          length.isEmpty()
              ? Problem.badRequest("Content-Length is no number")
              : Problem.tooLarge(limits.bodyBytes()));
    }
    return Long.parseLong(length);
  }

  /** JSON as a web page can send it only after asking, which nobody here answers. */
  private static void requireJson(HttpServerRequest request) throws ProblemException {
    var encoding = request.getHeader("Content-Encoding");
    if (encoding != null) {
      throw new ProblemException(Problem.wrongType("Content-Encoding is not read"));
    }
    var given = request.getHeader("Content-Type");
    if (given == null) {
      throw new ProblemException(Problem.wrongType("send Content-Type: application/json"));
    }
    var type = given.toLowerCase(Locale.ROOT);
    var semicolon = type.indexOf(';');
    var name = semicolon < 0 ? type : type.substring(0, semicolon);
    var charset = semicolon < 0 ? "" : type.substring(semicolon + 1).strip();
    var isUtf8 =
        charset.isEmpty() || charset.equals("charset=utf-8") || charset.equals("charset=\"utf-8\"");
    if (!name.strip().equals("application/json") || !isUtf8) {
      throw new ProblemException(Problem.wrongType("send Content-Type: application/json"));
    }
  }
}
