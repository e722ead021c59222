package dev.canopy.gateway;

import dev.canopy.Avid;
import dev.canopy.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The people who may log in, and those who have. A user who was removed, or has another role or
 * password, has no session any more as soon as the file was read again. Safe for use by many
 * threads.
 */
final class People {
  /** How long the link for the first administrator is good. */
  static final Duration SETUP = Duration.ofHours(1);

  private final Users users;
  private final InstantSource clock;
  private final Sessions sessions;
  private volatile Map<String, User> byName;

  /** What the file looked like when it was read; only {@link #refresh} uses it. */
  private String seen;

  private volatile @Nullable String setupToken;
  private final Instant setupUntil;

  /**
   * Reads the users. If there are none, a link lets the first one in.
   *
   * @param secure whether browsers reach us over TLS
   */
  People(Users users, InstantSource clock, boolean secure) throws GatewayException {
    this.users = users;
    this.clock = clock;
    this.sessions = new Sessions(clock, secure);
    this.seen = users.file().look();
    this.byName = load();
    this.setupUntil = clock.instant().plus(SETUP);
    if (byName.isEmpty()) {
      var bytes = new byte[32];
      new SecureRandom().nextBytes(bytes);
      setupToken = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
  }

  Sessions sessions() {
    return sessions;
  }

  /** For whoever started the gateway, once, while there is nobody; else null. */
  @Nullable String setupToken() {
    return setupToken;
  }

  /** The session of a {@code Cookie} header; null if there is none that counts. */
  @Nullable Session session(@Nullable String cookies) {
    var session = sessions.find(cookies);
    if (session == null) {
      return null;
    }
    var user = session.user();
    if (user != null && !user.equals(byName.get(user.name()))) {
      sessions.end(cookies);
      return null;
    }
    return session;
  }

  /** Starts a session if this is the user's password; null if not. Takes its time: blocks. */
  Sessions.@Nullable Started login(String name, String password) {
    var user = byName.get(name);
    var isOf = Passwords.isOf(password, user == null ? Passwords.NOBODY : user.passwordHash());
    return user != null && isOf ? start(user) : null;
  }

  /** Starts the session of a user who has proven to be one. */
  Sessions.Started start(User user) {
    return sessions.start(caller("user:" + user.name(), user.name(), user.role()), user);
  }

  /**
   * Makes the first administrator, once, for whoever has the link. Blocks.
   *
   * @return null if this is not the link, or it is too late
   * @throws GatewayException if the name or the password cannot be, or the file cannot be used
   */
  synchronized Sessions.@Nullable Started setUp(String token, String name, String password)
      throws GatewayException {
    var wanted = setupToken;
    if (wanted == null
        || !clock.instant().isBefore(setupUntil)
        || !MessageDigest.isEqual(
            token.getBytes(StandardCharsets.UTF_8), wanted.getBytes(StandardCharsets.UTF_8))) {
      return null;
    }
    var user = users.addFirst(name, Role.ADMIN, password);
    setupToken = null;
    refresh();
    return start(user);
  }

  /**
   * Reads the users again if the file has changed. Blocks.
   *
   * @throws GatewayException if it cannot be read; the users that were read before stay
   */
  synchronized void refresh() throws GatewayException {
    var now = users.file().look();
    if (!now.equals(seen)) {
      byName = load();
      seen = now;
    }
  }

  private Map<String, User> load() throws GatewayException {
    var loaded = new HashMap<String, User>();
    for (var user : users.list()) {
      loaded.put(user.name(), user);
    }
    return Map.copyOf(loaded);
  }

  /** A person as a caller: nothing is known of it as an agent but who it is. */
  static Caller caller(String id, String name, Role role) {
    var avid = Avid.derived(JsonObject.builder().put("public_key", "canopy-" + id).build());
    return new Caller(id, name, role, JsonObject.builder().put("avid", avid).build(), Set.of());
  }
}
