package dev.canopy.gateway;

import dev.canopy.Canopy;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.core.net.SocketAddress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Serves a {@link Canopy} over HTTP: see docs/http-api.md. Nothing blocks an event loop; decisions
 * are made on threads of their own, and wait for the disk without one. Safe for use by many
 * threads.
 *
 * <p>Whoever started it closes it, and then the Canopy.
 */
public final class Gateway implements AutoCloseable {
  private static final Set<Role> AGENTS = Set.of(Role.AGENT);
  private static final Set<Role> READERS = Set.of(Role.APPROVER, Role.AUDITOR, Role.ADMIN);
  private static final Set<Role> APPROVERS = Set.of(Role.APPROVER, Role.ADMIN);
  private static final Set<Role> EVERY_ROLE = Set.of(Role.values());
  private static final long SWEEP_MILLIS = 500;

  private final Vertx vertx;
  private final Front front;
  private final Threads threads;
  private final Metrics metrics;
  private final ApprovalWatch watch;
  private final @Nullable People people;
  private final @Nullable Oidc oidc;
  private final boolean mayLogIn;
  private final String scheme;
  private final InstantSource clock;
  private final @Nullable AccessLog accessLog;
  private final Limits limits;
  private final List<Loop> loops = new CopyOnWriteArrayList<>();
  private final AtomicInteger connectionCount = new AtomicInteger();
  private final AtomicBoolean closed = new AtomicBoolean();
  private final @Nullable Path unixSocket;
  private volatile int port;
  private @Nullable Notices notices;

  private Gateway(
      Canopy canopy,
      GatewayOptions options,
      @Nullable KeyAuthenticator keys,
      @Nullable TokenAuthenticator tokens,
      @Nullable People people,
      @Nullable Oidc oidc) {
    limits = options.limits;
    this.people = people;
    this.oidc = oidc;
    clock = options.clock;
    scheme = options.tls == null ? "http" : "https";
    mayLogIn = options.tls != null || isLoopback(options.host);
    unixSocket = options.unixSocket;
    threads = new Threads(options.threads, limits.waitingDecisions());
    metrics = new Metrics(connectionCount::get, threads::waitingDecisions);
    if (canopy.publication().isPresent()) {
      metrics.publishing(() -> canopy.publication().orElseThrow());
    }
    watch = new ApprovalWatch(canopy, limits.waitingPolls());
    accessLog = options.accessLog == null ? null : new AccessLog(options.accessLog, options.clock);
    List<Authenticator> authenticators = new ArrayList<>();
    if (keys != null) {
      authenticators.add(keys);
    }
    if (tokens != null) {
      authenticators.add(tokens);
    }
    front =
        new Front(
            new Routes(routes(canopy)),
            new HostRules(options.host, options.allowedHosts),
            authenticators,
            isLoopback(options.host) ? Caller.local(options.facts) : null,
            people,
            limits,
            accessLog,
            metrics);
    vertx =
        Vertx.vertx(
            new VertxOptions()
                .setEventLoopPoolSize(options.threads)
                .setWorkerPoolSize(1)
                .setInternalBlockingPoolSize(1)
                .setFileSystemOptions(
                    new FileSystemOptions()
                        .setFileCachingEnabled(false)
                        .setClassPathResolvingEnabled(false)));
    if (keys != null) {
      vertx.setPeriodic(1_000, timer -> inBackground(() -> refresh(keys::refresh)));
    }
    if (people != null) {
      vertx.setPeriodic(1_000, timer -> inBackground(() -> refresh(people::refresh)));
    }
    if (oidc != null) {
      vertx.setPeriodic(1_000, timer -> oidc.refresh());
    }
    if (tokens != null) {
      vertx.setPeriodic(1_000, timer -> tokens.refresh());
    }
    vertx.setPeriodic(
        250,
        timer -> {
          if (!watch.isEmpty()) {
            inBackground(watch::look);
          }
        });
  }

  private void inBackground(Runnable work) {
    vertx.executeBlocking(
        () -> {
          work.run();
          return "";
        },
        true);
  }

  /** Reads a file again. */
  @FunctionalInterface
  private interface Refresh {
    void run() throws GatewayException;
  }

  private static void refresh(Refresh file) {
    try {
      file.run();
    } catch (GatewayException e) {
      System.Logger log = System.getLogger(Gateway.class.getName());
      log.log(System.Logger.Level.WARNING, "what was read before stays: " + e.getMessage());
    }
  }

  /**
   * Starts to serve.
   *
   * @throws GatewayException if the options do not go together, or the port, the socket, the keys
   *     or the certificate cannot be used
   */
  public static Gateway start(Canopy canopy, GatewayOptions options) throws GatewayException {
    KeyAuthenticator keys = null;
    if (options.keysFile != null) {
      keys = new KeyAuthenticator(options.keysFile, options.clock, options.facts);
    }
    var tokens =
        options.tokens == null
            ? null
            : new TokenAuthenticator(options.tokens, options.clock, options.facts);
    if (!isLoopback(options.host) && (keys == null || !keys.isConfigured()) && tokens == null) {
      throw new GatewayException(
          "`"
              + Texts.short1(options.host)
              + "` can be reached from other machines, and there are no API keys;"
              + " make some with `canopy keys add`, or bind to 127.0.0.1");
    }
    if (options.tls != null) {
      TlsCheck.requireUsable(options.tls, options.clock);
    }
    var people =
        options.usersFile == null
            ? null
            : new People(
                new Users(options.usersFile, options.clock), options.clock, options.tls != null);
    var gateway =
        new Gateway(
            canopy,
            options,
            keys,
            tokens,
            people,
            options.oidc == null ? null : new Oidc(options.oidc, options.clock));
    try {
      gateway.listen(options);
      if (options.webhook != null) {
        gateway.notices =
            new Notices(canopy.approvals(), options.webhook, options.clock, options.noticeRhythm);
      }
      return gateway;
    } catch (GatewayException | RuntimeException e) {
      gateway.close();
      throw e;
    }
  }

  /** The port that is listened on. */
  public int port() {
    return port;
  }

  /**
   * Where the first person makes itself the administrator: once, within an hour, and only while
   * nobody can log in. Empty otherwise, and where people may not log in at all. For whoever started
   * the gateway, and nobody else.
   */
  public Optional<String> setupLink() {
    var token = people == null || !mayLogIn ? null : people.setupToken();
    return token == null
        ? Optional.empty()
        : Optional.of(scheme + "://localhost:" + port + "/login#setup=" + token);
  }

  /** Who may log in. */
  People people() {
    return java.util.Objects.requireNonNull(people);
  }

  /** What can be asked, for whoever describes it. */
  List<Route> routes(Canopy canopy) {
    var decider = new Decider(canopy, metrics);
    var service = new ServiceEndpoints(canopy, metrics, threads, () -> front().isDraining());
    var approvals = new ApprovalEndpoints(canopy, threads, limits, watch);
    var authZen = new AuthZenEndpoints(decider, threads, limits);
    var access = new AccessRequestEndpoints(canopy, threads, limits);
    var routes = new ArrayList<Route>(peopleRoutes());
    routes.addAll(
        List.of(
            new Route(
                "POST",
                "/authorize_action",
                AGENTS,
                new AuthorizeEndpoint(decider, threads, limits)),
            new Route(
                "POST", "/authorize_actions", AGENTS, new BatchEndpoint(decider, threads, limits)),
            new Route("POST", AuthZen.EVALUATION, AGENTS, authZen::evaluate),
            new Route("POST", AuthZen.EVALUATIONS, AGENTS, authZen::evaluateAll),
            new Route("POST", AuthZen.REQUEST, AGENTS, access::ask),
            new Route("GET", AuthZen.REQUEST + "/{id}", EVERY_ROLE, access::show),
            new Route(
                "GET", "/.well-known/authzen-configuration", EVERY_ROLE, authZen::configuration),
            new Route(
                "POST",
                "/v1/data/canopy/authorize",
                AGENTS,
                new OpaEndpoint(decider, threads, limits)),
            new Route("GET", "/approvals", READERS, approvals::list),
            new Route("GET", "/approvals/{id}", EVERY_ROLE, approvals::show),
            new Route("POST", "/approvals/{id}/approve", APPROVERS, approvals::approve),
            new Route("POST", "/approvals/{id}/deny", APPROVERS, approvals::deny),
            new Route("POST", "/approvals/{id}/revoke", APPROVERS, approvals::revoke),
            new Route("POST", "/approvals/{id}/comment", APPROVERS, approvals::comment),
            new Route("GET", "/healthz", Route.ANYONE, service::health),
            new Route("GET", "/readyz", Route.ANYONE, service::ready),
            new Route("GET", "/metrics", EVERY_ROLE, service::metrics),
            new Route("GET", "/openapi.json", EVERY_ROLE, service::openApi)));
    var policy = new PolicyEndpoints(canopy, threads, limits);
    routes.add(new Route("GET", "/policy", READERS, policy::show));
    routes.add(new Route("POST", "/policy/try", READERS, policy::attempt));
    canopy.logFile().ifPresent(log -> routes.addAll(logRoutes(canopy, log)));
    return routes;
  }

  private List<Route> logRoutes(Canopy canopy, Path log) {
    var entries = new LogEndpoints(log, threads, clock);
    var health = new LogHealth(canopy, log, threads, clock);
    return List.of(
        new Route("GET", "/log/entries", READERS, entries::list),
        new Route("GET", "/log/entries/{id}", READERS, entries::show),
        new Route("GET", "/log/story", READERS, entries::story),
        new Route("GET", "/log/stats", READERS, entries::stats),
        new Route("GET", "/log/health", READERS, health::show),
        new Route("GET", "/log/verify", READERS, health::verification),
        new Route("POST", "/log/verify", READERS, health::verify));
  }

  /** What is there only if people can log in. */
  private List<Route> peopleRoutes() {
    if (people == null) {
      return List.of();
    }
    var sessions = new SessionEndpoints(people, oidc != null, threads, limits, mayLogIn, clock);
    var routes = new ArrayList<Route>();
    if (oidc != null) {
      var byOther = new OidcEndpoints(oidc, people.sessions(), threads, mayLogIn);
      routes.add(new Route("GET", "/session/oidc", Route.ANYONE, byOther::begin));
      routes.add(new Route("GET", Oidc.CALLBACK, Route.ANYONE, byOther::finish));
    }
    routes.addAll(
        List.of(
            new Route("GET", "/session/ways", Route.ANYONE, sessions::ways),
            new Route("POST", "/session", Route.ANYONE, sessions::login),
            new Route("POST", "/session/setup", Route.ANYONE, sessions::setUp),
            new Route("GET", "/session", EVERY_ROLE, sessions::show),
            new Route("POST", "/session/end", EVERY_ROLE, sessions::logout),
            new Route("GET", "/", Route.ANYONE, new Page("ui/index.html")),
            new Route("GET", "/login", Route.ANYONE, new Page("ui/login.html"))));
    for (var file : Page.FILES) {
      routes.add(new Route("GET", "/ui/" + file, Route.ANYONE, new Page("ui/" + file)));
    }
    return routes;
  }

  private Front front() {
    return front;
  }

  private void listen(GatewayOptions options) throws GatewayException {
    var socket = options.unixSocket == null ? null : SocketFile.prepare(options.unixSocket);
    // -1 lets all event loops share one free port.
    var wanted = options.port == 0 ? -1 : options.port;
    await(
        vertx.deployVerticle(
            () -> new Loop(options, wanted), new DeploymentOptions().setInstances(options.threads)),
        "`" + Texts.short1(options.host) + ":" + options.port + "`");
    if (socket != null) {
      await(
          vertx.deployVerticle(new SocketLoop(options, socket), new DeploymentOptions()),
          "`" + socket + "`");
      SocketFile.close(socket);
    }
  }

  private static void await(Future<?> future, String what) throws GatewayException {
    try {
      future.toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    } catch (ExecutionException | CompletionException e) {
      var cause = e.getCause() == null ? e : e.getCause();
      throw new GatewayException("cannot listen on " + what + ": " + cause.getMessage(), cause);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new GatewayException("interrupted before it listened on " + what, e);
    } catch (TimeoutException e) {
      throw new GatewayException("cannot listen on " + what + ": it takes too long", e);
    }
  }

  static boolean isLoopback(String host) {
    try {
      for (var address : InetAddress.getAllByName(host)) {
        if (!address.isLoopbackAddress()) {
          return false;
        }
      }
      return true;
    } catch (UnknownHostException e) {
      return false;
    }
  }

  private static HttpServerOptions httpOptions(Limits limits) {
    return new HttpServerOptions()
        .setMaxHeaderSize(limits.headerBytes())
        .setMaxInitialLineLength(Math.min(4096, limits.headerBytes()))
        .setHttp2ClearTextEnabled(false)
        .setUseAlpn(false)
        .setDecompressionSupported(false)
        .setCompressionSupported(false)
        .setHandle100ContinueAutomatically(false)
        .setRegisterWebSocketWriteHandlers(false)
        .setTcpNoDelay(true)
        .setAcceptBacklog(1024);
  }

  private HttpServerOptions withTls(HttpServerOptions http, @Nullable Tls tls) {
    if (tls == null) {
      return http;
    }
    http.setSsl(true)
        .setEnabledSecureTransportProtocols(Set.of("TLSv1.2", "TLSv1.3"))
        .setSslHandshakeTimeout(limits.patience().toMillis())
        .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS)
        .setKeyCertOptions(
            new PemKeyCertOptions()
                .setCertPath(tls.certificate().toString())
                .setKeyPath(tls.key().toString()));
    if (tls.clientAuthority() != null) {
      http.setClientAuth(ClientAuth.REQUIRED)
          .setTrustOptions(new PemTrustOptions().addCertPath(tls.clientAuthority().toString()));
    }
    return http;
  }

  /** One event loop with its server; Vert.x spreads the connections of one port over them. */
  private class Loop extends AbstractVerticle {
    final GatewayOptions options;
    final int wanted;
    final Connections connections = new Connections(connectionCount, limits);
    @Nullable HttpServer server;

    Loop(GatewayOptions options, int wanted) {
      this.options = options;
      this.wanted = wanted;
    }

    HttpServer create(HttpServerOptions http) {
      var made = vertx.createHttpServer(http);
      made.connectionHandler(connections::opened)
          .requestHandler(request -> front.handle(context, connections, request))
          .invalidRequestHandler(front::malformed)
          .exceptionHandler(failure -> {}); // a connection that failed; it is closed
      server = made;
      loops.add(this);
      vertx.setPeriodic(SWEEP_MILLIS, timer -> connections.sweep(System.nanoTime()));
      return made;
    }

    @Override
    public void start(Promise<Void> started) {
      create(withTls(httpOptions(limits), options.tls))
          .listen(wanted, options.host)
          .onSuccess(made -> port = made.actualPort())
          .<Void>mapEmpty()
          .onComplete(started);
    }

    void drain() {
      context.runOnContext(nothing -> connections.drain());
    }
  }

  private final class SocketLoop extends Loop {
    private final Path path;

    SocketLoop(GatewayOptions options, Path path) {
      super(options, 0);
      this.path = path;
    }

    @Override
    public void start(Promise<Void> started) {
      create(httpOptions(limits))
          .listen(SocketAddress.domainSocketAddress(path.toString()))
          .<Void>mapEmpty()
          .onComplete(started);
    }
  }

  /**
   * Takes no more connections, waits for the requests under way as long as {@link Limits#drain},
   * and stops. Does nothing the second time.
   */
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    front.drain();
    if (notices != null) {
      notices.close();
    }
    watch.finish();
    var closing = new ArrayList<CompletableFuture<?>>();
    for (var loop : loops) {
      loop.drain();
      var server = loop.server;
      if (server != null) {
        closing.add(
            server
                .shutdown(limits.drain().toMillis(), TimeUnit.MILLISECONDS)
                .toCompletionStage()
                .toCompletableFuture());
      }
    }
    quietly(
        CompletableFuture.allOf(closing.toArray(CompletableFuture[]::new)),
        limits.drain().toMillis() + 1_000);
    threads.close();
    quietly(vertx.close().toCompletionStage().toCompletableFuture(), 5_000);
    if (accessLog != null) {
      accessLog.close();
    }
    metrics.close();
    if (unixSocket != null) {
      try {
        Files.deleteIfExists(unixSocket);
      } catch (IOException e) {
        // The next start removes it.
      }
    }
  }

  private static void quietly(CompletableFuture<?> future, long millis) {
    try {
      future.get(millis, TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      // It is closing; what does not end in time is cut off.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
