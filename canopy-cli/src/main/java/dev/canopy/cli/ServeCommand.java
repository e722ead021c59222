package dev.canopy.cli;

import dev.canopy.Canopy;
import dev.canopy.CanopyBuilder;
import dev.canopy.audit.AuditOptions;
import dev.canopy.audit.Durability;
import dev.canopy.audit.Publishing;
import dev.canopy.gateway.Gateway;
import dev.canopy.gateway.GatewayException;
import dev.canopy.gateway.GatewayOptions;
import dev.canopy.gateway.Limits;
import dev.canopy.gateway.Tls;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code canopy serve}: the one call over HTTP. */
@Command(
    name = "serve",
    description = "Answer agents over HTTP until it is told to stop (SIGTERM or Ctrl-C).")
final class ServeCommand implements Callable<Integer> {
  private static final int MAX_SECONDS = 3600;

  private final Console console;

  @Option(names = "--host", defaultValue = "127.0.0.1", description = "Where to listen.")
  private String host = "127.0.0.1";

  @Option(names = "--port", defaultValue = "8010", description = "Where to listen; 0 is any.")
  private int port = 8010;

  @Option(names = "--unix", paramLabel = "PATH", description = "Listen on a Unix socket too.")
  private @Nullable String unix;

  @Mixin private final PolicyOption policy = new PolicyOption();
  @Mixin private final LogOption log = new LogOption();
  @Mixin private final KeysOption keys = new KeysOption();
  @Mixin private final UsersOption users = new UsersOption();
  @Mixin private final OidcOption oidc = new OidcOption();
  @Mixin private final TokenOption tokens = new TokenOption();
  @Mixin private final FactOption facts = new FactOption();
  @Mixin private final WebhookOption webhook = new WebhookOption();

  @Option(
      names = "--exclusive",
      description = "Keep other processes from the log, such as canopy approvals: faster.")
  private boolean exclusive;

  @Mixin private final PublishOptions to = new PublishOptions();

  @Option(
      names = "--publish-every",
      paramLabel = "SECONDS",
      defaultValue = "10",
      description = "Take the latest checkpoint to witnesses and anchors so often at most.")
  private int publishEvery = 10;

  @Option(
      names = "--acknowledge",
      paramLabel = "WHEN",
      defaultValue = "durable",
      description =
          "Answer when the decision is durable, signed, or witnessed as --witnesses wants; else"
              + " DENY.")
  private String acknowledge = "durable";

  @Option(
      names = "--allow-host",
      paramLabel = "NAME",
      description = "A name by which callers reach it, besides localhost and IP addresses.")
  private final List<String> allowHosts = new ArrayList<>();

  @Option(
      names = "--tls-cert",
      paramLabel = "FILE",
      description = "Speak TLS with this certificate chain (PEM).")
  private @Nullable String tlsCert;

  @Option(names = "--tls-key", paramLabel = "FILE", description = "Its private key (PEM, PKCS#8).")
  private @Nullable String tlsKey;

  @Option(
      names = "--tls-client-ca",
      paramLabel = "FILE",
      description = "Want of callers a certificate that one of these has signed (PEM).")
  private @Nullable String tlsClientCa;

  @Option(
      names = "--access-log",
      paramLabel = "FILE",
      defaultValue = "-",
      description = "A line of JSON for each request; - is standard error, off is none.")
  private String accessLog = "-";

  @Option(
      names = "--max-connections",
      paramLabel = "N",
      defaultValue = "1024",
      description = "More are closed at once.")
  private int maxConnections = 1024;

  @Option(
      names = "--rate",
      paramLabel = "N",
      defaultValue = "100000",
      description = "Requests that one caller may make in a second.")
  private int rate = 100_000;

  @Option(
      names = "--max-body",
      paramLabel = "BYTES",
      defaultValue = "1048576",
      description = "The longest body.")
  private int maxBody = 1 << 20;

  @Option(
      names = "--patience",
      paramLabel = "SECONDS",
      defaultValue = "15",
      description = "How long a request may take to arrive.")
  private int patience = 15;

  @Option(
      names = "--drain",
      paramLabel = "SECONDS",
      defaultValue = "10",
      description = "How long to wait, when told to stop, for requests under way.")
  private int drain = 10;

  ServeCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws CommandFailure, InterruptedException, IOException {
    var options = options();
    var requests = accessLogStream();
    if (!accessLog.equals("off")) {
      options.accessLog(requests);
    }
    var finished = new CountDownLatch(1);
    try (var canopy = canopy().build()) {
      // The first decision of a process takes long; it is nobody's.
      canopy.check(Map.of(), "execute_shell", "true");
      serve(canopy, options, finished);
    } catch (GatewayException e) {
      throw CommandFailure.failure(Visible.of(String.valueOf(e.getMessage())));
    } finally {
      requests.flush();
      finished.countDown();
    }
    return ExitCode.OK;
  }

  /** Returns when the process is told to stop, which then waits for {@code finished}. */
  private void serve(Canopy canopy, GatewayOptions options, CountDownLatch finished)
      throws GatewayException, InterruptedException {
    try (var gateway = Gateway.start(canopy, options)) {
      var stopped = new CountDownLatch(1);
      Runtime.getRuntime()
          .addShutdownHook(
              new Thread(
                  () -> {
                    stopped.countDown();
                    awaitQuietly(finished);
                  },
                  "canopy-stop"));
      console.out().println("listening on " + host + ":" + gateway.port());
      if (unix != null) {
        console.out().println("listening on " + Visible.of(unix));
      }
      gateway
          .setupLink()
          .ifPresent(
              link ->
                  console
                      .out()
                      .println(
                          "nobody can log in yet; within an hour, this link can, once: " + link));
      console.out().flush();
      stopped.await();
    }
  }

  private CanopyBuilder canopy() throws CommandFailure {
    return policy.canopy(console).auditLog(log.path(console)).auditOptions(auditOptions());
  }

  private AuditOptions auditOptions() throws CommandFailure {
    if (publishEvery < 0 || publishEvery > MAX_SECONDS) {
      throw CommandFailure.usage("--publish-every is at most " + MAX_SECONDS + " seconds");
    }
    var options = exclusive ? AuditOptions.EXCLUSIVE : AuditOptions.SHARED;
    if (!to.areNone()) {
      options =
          options.withPublishing(
              Publishing.to(to.policy(console), to.anchors(console))
                  .withInterval(Duration.ofSeconds(publishEvery)));
    }
    try {
      return switch (acknowledge) {
        case "durable" -> options;
        case "signed" -> options.withDurability(Durability.SIGNED);
        case "witnessed" -> options.withDurability(Durability.WITNESSED);
        default ->
            throw CommandFailure.usage(
                "--acknowledge is durable, signed or witnessed, found `" + acknowledge + "`");
      };
    } catch (IllegalArgumentException e) {
      throw CommandFailure.usage("--acknowledge witnessed needs --witnesses");
    }
  }

  private GatewayOptions options() throws CommandFailure {
    if (patience < 1 || patience > MAX_SECONDS || drain < 0 || drain > MAX_SECONDS) {
      throw CommandFailure.usage("--patience and --drain are at most " + MAX_SECONDS + " seconds");
    }
    try {
      var options =
          new GatewayOptions()
              .host(host)
              .port(port)
              .keysFile(keys.path(console))
              .usersFile(users.path(console))
              .allowedHosts(allowHosts)
              .facts(facts.facts())
              .clock(console.clock())
              .limits(
                  Limits.DEFAULT
                      .withLoad(maxConnections, rate)
                      .withBodyBytes(maxBody)
                      .withTimes(Duration.ofSeconds(patience), Duration.ofSeconds(drain)));
      var notices = webhook.webhook(console, log.path(console));
      if (notices != null) {
        options.webhook(notices);
      }
      if (unix != null) {
        options.unixSocket(console.resolve(unix));
      }
      var issuer = oidc.rules(console);
      if (issuer != null) {
        options.oidc(issuer);
      }
      var rules = tokens.rules(console);
      if (rules != null) {
        options.tokens(rules);
      }
      var tls = tls();
      return tls == null ? options : options.tls(tls);
    } catch (IllegalArgumentException e) {
      throw CommandFailure.usage(String.valueOf(e.getMessage()));
    }
  }

  private @Nullable Tls tls() throws CommandFailure {
    if (tlsCert == null && tlsKey == null && tlsClientCa == null) {
      return null;
    }
    if (tlsCert == null || tlsKey == null) {
      throw CommandFailure.usage("--tls-cert and --tls-key go together");
    }
    return new Tls(
        console.resolve(tlsCert),
        console.resolve(tlsKey),
        tlsClientCa == null ? null : console.resolve(tlsClientCa));
  }

  private OutputStream accessLogStream() throws IOException {
    return switch (accessLog) {
      case "-" -> console.err();
      case "off" -> OutputStream.nullOutputStream();
      default ->
          new BufferedOutputStream(
              Files.newOutputStream(
                  console.resolve(accessLog), StandardOpenOption.CREATE, StandardOpenOption.APPEND),
              1 << 16);
    };
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
