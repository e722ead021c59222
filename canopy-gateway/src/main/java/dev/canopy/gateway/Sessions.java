package dev.canopy.gateway;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Who has logged in, in memory: a restart ends all sessions. A session is looked up by the hash of
 * its secret, which is 256 random bits and in the cookie only. Safe for use by many threads.
 */
final class Sessions {
  static final Duration IDLE = Duration.ofMinutes(30);
  static final Duration LONGEST = Duration.ofHours(12);

  /** More than the people of one gateway; the oldest go first. */
  private static final int MAX_SESSIONS = 1_000;

  private static final int SECRET_BYTES = 32;

  private final InstantSource clock;
  private final boolean secure;
  private final SecureRandom random = new SecureRandom();
  private final Map<String, Session> byHash = new ConcurrentHashMap<>();

  /**
   * Starts without any.
   *
   * @param secure whether browsers reach us over TLS
   */
  Sessions(InstantSource clock, boolean secure) {
    this.clock = clock;
    this.secure = secure;
  }

  /** A session that has just been started, and the secret that the browser keeps. */
  record Started(Session session, String secret) {
    /** Without the secret. */
    @Override
    public String toString() {
      return "Started[" + session.caller().id() + "]";
    }
  }

  /** Starts a session: always with a new secret, so that nobody can have set it before. */
  Started start(Caller caller, @Nullable User user) {
    makeRoom();
    var secret = secret();
    var session = new Session(caller, user, secret(), clock.instant());
    byHash.put(ApiKeys.hash(secret), session);
    return new Started(session, secret);
  }

  private synchronized void makeRoom() {
    var now = clock.instant();
    byHash.values().removeIf(session -> session.isExpired(now));
    if (byHash.size() >= MAX_SESSIONS) {
      new ArrayList<>(byHash.entrySet())
          .stream()
              .min(Comparator.comparing(entry -> entry.getValue().started()))
              .ifPresent(oldest -> byHash.remove(oldest.getKey()));
    }
  }

  /** The session of a {@code Cookie} header; null if there is none that counts. */
  @Nullable Session find(@Nullable String cookies) {
    var secret = secretIn(cookies);
    if (secret == null) {
      return null;
    }
    var hash = ApiKeys.hash(secret);
    var session = byHash.get(hash);
    var now = clock.instant();
    if (session == null) {
      return null;
    }
    if (session.isExpired(now)) {
      byHash.remove(hash);
      return null;
    }
    session.seen(now);
    return session;
  }

  /** Ends the session of a {@code Cookie} header, if there is one. */
  void end(@Nullable String cookies) {
    var secret = secretIn(cookies);
    if (secret != null) {
      byHash.remove(ApiKeys.hash(secret));
    }
  }

  /** Ends those of one person. */
  void endOf(Caller caller) {
    byHash.values().removeIf(session -> session.caller().id().equals(caller.id()));
  }

  /** Over TLS no other host, path or plain connection can set a cookie of this name. */
  String cookieName() {
    return secure ? "__Host-canopy-session" : "canopy-session";
  }

  /** The {@code Set-Cookie} of a session. It ends with the browser. */
  String cookie(String secret) {
    return cookieName() + "=" + secret + attributes();
  }

  /** The {@code Set-Cookie} that takes it away. */
  String noCookie() {
    return cookieName() + "=" + attributes() + "; Max-Age=0";
  }

  boolean isSecure() {
    return secure;
  }

  private String attributes() {
    return "; Path=/; HttpOnly; SameSite=Strict" + (secure ? "; Secure" : "");
  }

  private @Nullable String secretIn(@Nullable String cookies) {
    return value(cookies, cookieName());
  }

  /** A cookie's value; null also if there are two of the name: one of them is not ours. */
  static @Nullable String value(@Nullable String cookies, String name) {
    if (cookies == null) {
      return null;
    }
    String found = null;
    for (var pair : cookies.split(";", -1)) {
      var equals = pair.indexOf('=');
      if (equals > 0 && pair.substring(0, equals).strip().equals(name)) {
        if (found != null) {
          return null;
        }
        found = pair.substring(equals + 1).strip();
      }
    }
    return found;
  }

  private String secret() {
    var bytes = new byte[SECRET_BYTES];
    random.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
