package dev.canopy.policy;

import org.jspecify.annotations.Nullable;

/**
 * IP addresses with a common start. IPv4 addresses are kept as IPv4-mapped IPv6 addresses (RFC
 * 4291, section 2.5.5.2), so that `::ffff:10.0.0.1` is in `10.0.0.0/8`.
 *
 * @param prefix how many of the 128 bits are fixed
 */
record AddressRange(long high, long low, int prefix) {
  private static final long MAPPED = 0xffff_0000_0000L;

  /** A range or a single address; null if the text is neither. */
  static @Nullable AddressRange parse(String text) {
    var slash = text.indexOf('/');
    var address = slash < 0 ? text : text.substring(0, slash);
    var v4 = address.indexOf(':') < 0;
    var words = v4 ? parse4(address) : parse6(address);
    if (words == null) {
      return null;
    }
    var max = v4 ? 32 : 128;
    var prefix = slash < 0 ? max : number(text.substring(slash + 1), max);
    return prefix < 0 ? null : new AddressRange(words[0], words[1], prefix + 128 - max);
  }

  boolean contains(AddressRange other) {
    return other.prefix >= prefix
        && ((high ^ other.high) & mask(prefix)) == 0
        && ((low ^ other.low) & mask(prefix - 64)) == 0;
  }

  private static long mask(int bits) {
    if (bits <= 0) {
      return 0;
    }
    return bits >= 64 ? -1L : -1L << (64 - bits);
  }

  private static long @Nullable [] parse4(String text) {
    var parts = text.split("\\.", -1);
    if (parts.length != 4) {
      return null;
    }
    var value = 0L;
    for (var part : parts) {
      var number = number(part, 255);
      if (number < 0) {
        return null;
      }
      value = (value << 8) | number;
    }
    return new long[] {0, MAPPED | value};
  }

  private static long @Nullable [] parse6(String text) {
    var gap = text.indexOf("::");
    var head = gap < 0 ? text : text.substring(0, gap);
    var tail = gap < 0 ? "" : text.substring(gap + 2);
    if (tail.contains("::")) {
      return null;
    }
    var front = groups(head);
    var back = groups(tail);
    if (front == null || back == null) {
      return null;
    }
    var known = front.length + back.length;
    if (gap < 0 ? known != 8 : known > 7) {
      return null;
    }
    var words = new long[2];
    for (var i = 0; i < front.length; i++) {
      set(words, i, front[i]);
    }
    for (var i = 0; i < back.length; i++) {
      set(words, 8 - back.length + i, back[i]);
    }
    return words;
  }

  private static void set(long[] words, int group, int value) {
    words[group / 4] |= (long) value << (48 - 16 * (group % 4));
  }

  private static int @Nullable [] groups(String text) {
    if (text.isEmpty()) {
      return new int[0];
    }
    var parts = text.split(":", -1);
    var dotted = parts[parts.length - 1].indexOf('.') >= 0;
    var groups = new int[parts.length + (dotted ? 1 : 0)];
    for (var i = 0; i < parts.length; i++) {
      if (dotted && i == parts.length - 1) {
        var v4 = parse4(parts[i]);
        if (v4 == null) {
          return null;
        }
        groups[i] = (int) ((v4[1] >> 16) & 0xffff);
        groups[i + 1] = (int) (v4[1] & 0xffff);
      } else {
        if (parts[i].isEmpty() || parts[i].length() > 4) {
          return null;
        }
        for (var j = 0; j < parts[i].length(); j++) {
          var digit = Character.digit(parts[i].charAt(j), 16);
          if (digit < 0) {
            return null;
          }
          groups[i] = (groups[i] << 4) | digit;
        }
      }
    }
    return groups;
  }

  /** A number of ASCII digits without leading zeros up to {@code max}, or -1. */
  private static int number(String text, int max) {
    if (text.isEmpty() || text.length() > 3 || (text.length() > 1 && text.charAt(0) == '0')) {
      return -1;
    }
    var value = 0;
    for (var i = 0; i < text.length(); i++) {
      var c = text.charAt(i);
      if (c < '0' || c > '9') {
        return -1;
      }
      value = value * 10 + (c - '0');
    }
    return value <= max ? value : -1;
  }
}
