package dev.canopy.audit;

import java.nio.charset.StandardCharsets;

/** The entries that say which keys sign a log. */
final class KeyEntries {
  static final String GENESIS = "audit.genesis";
  static final String KEY = "audit.key";
  static final String DISCONTINUITY = LogRecovery.TYPE;

  private static final byte[][] ALL = {
    Chain.action(GENESIS + '"'), Chain.action(KEY + '"'), Chain.action(DISCONTINUITY + '"')
  };

  private static final byte[] VKEY = "\"vkey\":\"".getBytes(StandardCharsets.US_ASCII);

  private KeyEntries() {}

  /** The vkey in an entry's line; empty if there is none. */
  static String vkey(byte[] line, int from, int to) {
    return member(line, from, to, VKEY);
  }

  /** The text after {@code name} up to the next quote; empty if the name is not there. */
  static String member(byte[] line, int from, int to, byte[] name) {
    var at = Chain.indexOf(line, from, to, name);
    if (at < 0) {
      return "";
    }
    var start = at + name.length;
    var close = start;
    while (close < to && line[close] != '"') {
      close++;
    }
    return new String(line, start, close - start, StandardCharsets.UTF_8);
  }

  /** True if the entry at {@code from} names a key. */
  static boolean isOne(byte[] buffer, int from, int to) {
    for (var action : ALL) {
      if (Chain.isAction(buffer, from, to, action)) {
        return true;
      }
    }
    return false;
  }
}
