package dev.canopy.gateway;

import dev.canopy.json.JsonObject;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Configures a {@link Gateway}. Not safe for use by several threads. */
public final class GatewayOptions {
  String host = "127.0.0.1";
  int port = 8010;
  @Nullable Path unixSocket;
  @Nullable Path keysFile;
  @Nullable Path usersFile;
  @Nullable OidcRules oidc;
  @Nullable TokenRules tokens;
  @Nullable Tls tls;
  List<String> allowedHosts = List.of();
  JsonObject facts = JsonObject.EMPTY;
  Limits limits = Limits.DEFAULT;
  int threads = Math.max(2, Runtime.getRuntime().availableProcessors());
  @Nullable OutputStream accessLog;
  InstantSource clock = InstantSource.system();
  @Nullable Webhook webhook;
  Duration noticeRhythm = Duration.ofSeconds(1);

  /** Listens here; 127.0.0.1 unless set. Beyond loopback there must be keys. */
  public GatewayOptions host(String host) {
    this.host = host;
    return this;
  }

  /** Listens here; 8010 unless set. 0 is any free port. */
  public GatewayOptions port(int port) {
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("a port is from 0 to 65535, not " + port);
    }
    this.port = port;
    return this;
  }

  /**
   * Listens on this Unix socket too. Its directory is made with mode 0700 if it is not there, and
   * must be the user's alone if it is; the socket gets mode 0600.
   */
  public GatewayOptions unixSocket(Path path) {
    this.unixSocket = path;
    return this;
  }

  /** The API keys, read again when the file changes. While it holds none, loopback is open. */
  public GatewayOptions keysFile(Path file) {
    this.keysFile = file;
    return this;
  }

  /**
   * People log in, those of this file; it is read again when it changes. While it holds nobody,
   * {@link Gateway#setupLink} lets the first administrator in.
   */
  public GatewayOptions usersFile(Path file) {
    this.usersFile = file;
    return this;
  }

  /** People may log in by another service too. Only together with {@link #usersFile}. */
  public GatewayOptions oidc(OidcRules rules) {
    this.oidc = rules;
    return this;
  }

  /** Takes agents with a JSON Web Token of this issuer too. Then every caller proves who it is. */
  public GatewayOptions tokens(TokenRules rules) {
    this.tokens = rules;
    return this;
  }

  /** Speaks TLS on the port; never on the Unix socket. */
  public GatewayOptions tls(Tls tls) {
    this.tls = tls;
    return this;
  }

  /** Names that {@code Host} may have besides {@code localhost} and IP addresses. */
  public GatewayOptions allowedHosts(List<String> names) {
    this.allowedHosts = List.copyOf(names);
    return this;
  }

  /** What is so for every caller, as members of {@code agent_ctx}: {@code env}, {@code cwd}, … */
  public GatewayOptions facts(JsonObject facts) {
    this.facts = facts;
    return this;
  }

  /** What is taken from outside before it is refused. */
  public GatewayOptions limits(Limits limits) {
    this.limits = limits;
    return this;
  }

  /** Writes a line of JSON for each request here, from a thread of its own. None unless set. */
  public GatewayOptions accessLog(OutputStream out) {
    this.accessLog = out;
    return this;
  }

  /** Tells this webhook what happens to approvals. None unless set. */
  public GatewayOptions webhook(Webhook webhook) {
    this.webhook = webhook;
    return this;
  }

  /** How often the log is looked at for notices, and the first wait after a failure; a second. */
  GatewayOptions noticeRhythm(Duration rhythm) {
    this.noticeRhythm = rhythm;
    return this;
  }

  /** Takes the time from here. */
  public GatewayOptions clock(InstantSource clock) {
    this.clock = clock;
    return this;
  }
}
