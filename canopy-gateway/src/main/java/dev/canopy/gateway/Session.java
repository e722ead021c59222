package dev.canopy.gateway;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A person who has logged in. Safe for use by many threads. */
final class Session {
  private final Caller caller;
  private final @Nullable User user;
  private final String csrfToken;
  private final Instant started;
  private volatile Instant lastSeen;

  /**
   * A session that starts now.
   *
   * @param user null if another service vouches for the person
   */
  Session(Caller caller, @Nullable User user, String csrfToken, Instant now) {
    this.caller = caller;
    this.user = user;
    this.csrfToken = csrfToken;
    this.started = now;
    this.lastSeen = now;
  }

  Caller caller() {
    return caller;
  }

  /** As the user was at the login. */
  @Nullable User user() {
    return user;
  }

  /** What a page of ours has and another's has not. */
  String csrfToken() {
    return csrfToken;
  }

  Instant started() {
    return started;
  }

  boolean isExpired(Instant now) {
    return !now.isBefore(started.plus(Sessions.LONGEST))
        || !now.isBefore(lastSeen.plus(Sessions.IDLE));
  }

  void seen(Instant now) {
    lastSeen = now;
  }

  boolean isCsrfToken(@Nullable String given) {
    return given != null
        && MessageDigest.isEqual(
            given.getBytes(StandardCharsets.UTF_8), csrfToken.getBytes(StandardCharsets.UTF_8));
  }
}
