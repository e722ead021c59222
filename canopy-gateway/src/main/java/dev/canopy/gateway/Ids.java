package dev.canopy.gateway;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Ids of requests and spans: unlike any others, and no secrets. A random start for the process and
 * a count, mixed so that they do not look like a count. Safe for use by many threads.
 */
final class Ids {
  private final AtomicLong count;
  private final long process;

  Ids() {
    var random = new SecureRandom();
    count = new AtomicLong(random.nextLong());
    process = random.nextLong();
  }

  /** 32 lower-case hex digits. */
  String request() {
    return HexFormat.of().toHexDigits(process) + span();
  }

  /** 16 lower-case hex digits, not all of them 0. */
  String span() {
    var mixed = mix(count.incrementAndGet());
    return HexFormat.of().toHexDigits(mixed == 0 ? 1 : mixed);
  }

  /** The finalizer of SplitMix64 (Steele, Lea, Flood 2014): one to one. */
  private static long mix(long value) {
    var z = value;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
