package dev.canopy.gateway;

import java.time.Duration;
import java.util.Objects;

/**
 * What a gateway takes from outside before it refuses.
 *
 * @param bodyBytes the longest body; no more than 1 MiB, which is what a decision reads
 * @param bodyDepth the deepest nesting of arrays and objects in a body
 * @param headerBytes the longest header section, and the most of a request line
 * @param connections open connections; more are closed at once
 * @param requestsPerSecond of one caller, over a second; more are answered 429
 * @param waitingDecisions decisions that wait for a thread; more are answered 503
 * @param waitingPolls long polls at one time; more are answered at once
 * @param patience how long a request may take to arrive, and a connection may stay silent
 * @param drain how long {@link Gateway#close} waits for requests under way
 */
public record Limits(
    int bodyBytes,
    int bodyDepth,
    int headerBytes,
    int connections,
    int requestsPerSecond,
    int waitingDecisions,
    int waitingPolls,
    Duration patience,
    Duration drain) {
  /** One MiB is what a decision reads, and no request that is meant nests past 64. */
  public static final Limits DEFAULT =
      new Limits(
          1 << 20,
          64,
          16 << 10,
          1024,
          100_000,
          4096,
          256,
          Duration.ofSeconds(15),
          Duration.ofSeconds(10));

  public Limits {
    atLeastOne(bodyBytes, "bodyBytes");
    atLeastOne(bodyDepth, "bodyDepth");
    atLeastOne(headerBytes, "headerBytes");
    atLeastOne(connections, "connections");
    atLeastOne(requestsPerSecond, "requestsPerSecond");
    atLeastOne(waitingDecisions, "waitingDecisions");
    atLeastOne(waitingPolls, "waitingPolls");
    Objects.requireNonNull(patience, "patience");
    Objects.requireNonNull(drain, "drain");
    if (bodyBytes > 1 << 20) {
      throw new IllegalArgumentException("bodyBytes is at most 1 MiB, not " + bodyBytes);
    }
  }

  private static void atLeastOne(int value, String name) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " is at least 1, not " + value);
    }
  }

  /** The same with other bounds on what one caller and all callers together may do. */
  public Limits withLoad(int newConnections, int newRequestsPerSecond) {
    return new Limits(
        bodyBytes,
        bodyDepth,
        headerBytes,
        newConnections,
        newRequestsPerSecond,
        waitingDecisions,
        waitingPolls,
        patience,
        drain);
  }

  /** The same with another longest body. */
  public Limits withBodyBytes(int newBodyBytes) {
    return new Limits(
        newBodyBytes,
        bodyDepth,
        headerBytes,
        connections,
        requestsPerSecond,
        waitingDecisions,
        waitingPolls,
        patience,
        drain);
  }

  /** The same with other times. */
  public Limits withTimes(Duration newPatience, Duration newDrain) {
    return new Limits(
        bodyBytes,
        bodyDepth,
        headerBytes,
        connections,
        requestsPerSecond,
        waitingDecisions,
        waitingPolls,
        newPatience,
        newDrain);
  }
}
