package dev.canopy.gateway;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Where the keys of tokens come from: a file or a URL, read at the start, every {@link #EVERY}, and
 * when a token names a key that is not known, but not sooner than {@link #NOT_SOONER} after the
 * last time. What was read last counts while reading fails, for {@link #AT_MOST}; then no key does.
 *
 * <p>Safe for use by many threads. Nobody waits for a reading but the start.
 */
final class TokenKeySource {
  static final Duration EVERY = Duration.ofMinutes(5);
  static final Duration NOT_SOONER = Duration.ofSeconds(10);
  static final Duration AT_MOST = Duration.ofHours(24);

  private static final TokenKeys NONE = new TokenKeys(java.util.Map.of());

  private final TokenRules rules;
  private final InstantSource clock;
  private final Fetch fetch = new Fetch();
  private final AtomicBoolean reading = new AtomicBoolean();
  private volatile Read last;

  /** When somebody last tried, whether or not it went well. */
  private volatile Instant tried;

  /** Reads that went well, each with its time. */
  private record Read(TokenKeys keys, Instant at) {}

  /**
   * Reads the keys for the first time. Blocks.
   *
   * @throws GatewayException if they cannot be read
   */
  TokenKeySource(TokenRules rules, InstantSource clock) throws GatewayException {
    this.rules = rules;
    this.clock = clock;
    this.tried = clock.instant();
    this.last = new Read(read(), tried);
  }

  /** The keys that count now. The same object until they were read again. */
  TokenKeys keys() {
    var now = last;
    return now.at.plus(AT_MOST).isBefore(clock.instant()) ? NONE : now.keys;
  }

  /** Has the keys read again if it is time for that. */
  void refresh() {
    if (!tried.plus(EVERY).isAfter(clock.instant())) {
      readAside();
    }
  }

  /** A token names a key that is not there: has the keys read again, if that is not too soon. */
  void missed() {
    if (!tried.plus(NOT_SOONER).isAfter(clock.instant())) {
      readAside();
    }
  }

  private void readAside() {
    if (reading.compareAndSet(false, true)) {
      tried = clock.instant();
      var thread = new Thread(this::readAgain, "canopy-token-keys");
      thread.setDaemon(true);
      thread.start();
    }
  }

  private void readAgain() {
    try {
      last = new Read(read(), clock.instant());
    } catch (GatewayException | RuntimeException e) {
      System.getLogger(TokenKeySource.class.getName())
          .log(
              System.Logger.Level.WARNING,
              "the keys of tokens that were read before stay: " + e.getMessage());
    } finally {
      reading.set(false);
    }
  }

  private TokenKeys read() throws GatewayException {
    try {
      return TokenKeys.parse(bytes(), rules.algorithms());
    } catch (IOException e) {
      throw new GatewayException(
          "cannot read the keys of tokens at `" + rules.keys() + "`: " + reason(e), e);
    } catch (GatewayException e) {
      throw new GatewayException(
          "the keys of tokens at `" + rules.keys() + "` do not load: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new GatewayException("interrupted while it read the keys of tokens", e);
    }
  }

  private static @Nullable String reason(IOException e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  private byte[] bytes() throws IOException, InterruptedException {
    if (rules.keys().getScheme().equals("file")) {
      try (var in = Files.newInputStream(Path.of(rules.keys()))) {
        return Fetch.bounded(in.readNBytes(TokenKeys.MAX_BYTES + 1), TokenKeys.MAX_BYTES);
      }
    }
    return fetch.ask(Fetch.request(rules.keys()).build(), TokenKeys.MAX_BYTES);
  }
}
