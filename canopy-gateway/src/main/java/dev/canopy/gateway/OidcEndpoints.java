package dev.canopy.gateway;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Logging in by another service: {@code /session/oidc}. */
final class OidcEndpoints {
  /** What the browser keeps while the person is away. Lax: the way back is from another site. */
  static final String COOKIE = "canopy-login";

  private static final int TRIES_A_MINUTE = 30;

  private final Oidc oidc;
  private final Sessions sessions;
  private final Threads threads;
  private final boolean mayLogIn;
  private final RateLimiter tries = new RateLimiter(TRIES_A_MINUTE, TimeUnit.MINUTES.toNanos(1));

  OidcEndpoints(Oidc oidc, Sessions sessions, Threads threads, boolean mayLogIn) {
    this.oidc = oidc;
    this.sessions = sessions;
    this.threads = threads;
    this.mayLogIn = mayLogIn;
  }

  /** {@code GET /session/oidc}: sends the browser to the other service. */
  void begin(Exchange exchange) {
    var address = exchange.request().remoteAddress();
    var host = address == null ? null : address.hostAddress();
    if (!mayLogIn) {
      exchange.problem(Problem.forbidden("people log in over TLS, or on the machine itself"));
    } else if (!tries.take(host == null ? "local" : host, System.nanoTime())) {
      exchange.problem(Problem.tooMany(), Map.of("Retry-After", "2"));
    } else {
      var begun = oidc.begin();
      var cookie =
          COOKIE
              + "="
              + begun.browser()
              + "; Path=/session/oidc; HttpOnly; SameSite=Lax; Max-Age=600"
              + (sessions.isSecure() ? "; Secure" : "");
      redirect(exchange, begun.location(), cookie);
    }
  }

  /** {@code GET /session/oidc/callback}: the browser is back. */
  void finish(Exchange exchange) {
    threads.login(
        exchange,
        () -> {
          var query = query(exchange.request().query());
          var cookies = exchange.request().getHeader("Cookie");
          try {
            var caller =
                oidc.finish(
                    query.getOrDefault("state", ""),
                    query.getOrDefault("code", ""),
                    query.get("iss"),
                    Sessions.value(cookies, COOKIE));
            sessions.end(cookies);
            exchange.caller(caller);
            redirect(exchange, "/", sessions.cookie(sessions.start(caller, null).secret()));
          } catch (Oidc.Refused e) {
            System.getLogger(OidcEndpoints.class.getName())
                .log(System.Logger.Level.WARNING, "nobody was logged in: " + e.getMessage());
            redirect(exchange, "/login#refused", null);
          }
        });
  }

  private static void redirect(
      Exchange exchange, String location, @org.jspecify.annotations.Nullable String cookie) {
    var headers = new HashMap<>(Page.HEADERS);
    headers.put("Location", location);
    if (cookie != null) {
      headers.put("Set-Cookie", cookie);
    }
    exchange.send(303, "text/plain; charset=utf-8", new byte[0], headers);
  }

  /** The members of a query; nothing of one that is not as forms are written. */
  private static Map<String, String> query(@org.jspecify.annotations.Nullable String text) {
    var found = new HashMap<String, String>();
    for (var pair : text == null ? new String[0] : text.split("&", -1)) {
      var equals = pair.indexOf('=');
      try {
        if (equals > 0
            && found.put(
                    pair.substring(0, equals),
                    URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8))
                != null) {
          return Map.of(); // twice: one of them is not the issuer's
        }
      } catch (IllegalArgumentException e) {
        return Map.of();
      }
    }
    return found;
  }
}
