package dev.canopy.effects;

import org.jspecify.annotations.Nullable;

/** IPv6 addresses as eight pieces of 16 bits, and which of them are not public. */
final class Ipv6 {
  private Ipv6() {}

  /**
   * The address that a text without brackets and zone means, after the WHATWG URL standard ("IPv6
   * parser"), or null.
   */
  static int @Nullable [] parse(String text) {
    var pieces = new int[8];
    var piece = 0;
    var compress = -1;
    var at = 0;
    var length = text.length();
    if (length > 0 && text.charAt(0) == ':') {
      if (length < 2 || text.charAt(1) != ':') {
        return null;
      }
      at = 2;
      compress = 0;
    }
    while (at < length) {
      if (piece == 8) {
        return null;
      }
      if (text.charAt(at) == ':') {
        if (compress >= 0) {
          return null;
        }
        at++;
        compress = piece;
        continue;
      }
      var value = 0;
      var start = at;
      // The standard takes four digits; some readers take more if they are zeros, so do we.
      while (at < length && value <= 0xfff && PercentCoding.hex(text.charAt(at)) >= 0) {
        value = value * 16 + PercentCoding.hex(text.charAt(at++));
      }
      if (at < length && text.charAt(at) == '.') {
        if (at == start || piece > 6) {
          return null;
        }
        var v4 = dottedQuad(text, start);
        if (v4 < 0) {
          return null;
        }
        pieces[piece++] = (int) (v4 >>> 16);
        pieces[piece++] = (int) (v4 & 0xffff);
        break;
      }
      if (at < length) {
        if (text.charAt(at) != ':' || at + 1 == length) {
          return null;
        }
        at++;
      }
      pieces[piece++] = value;
    }
    if (compress >= 0) {
      for (int from = piece - 1, to = 7; from >= compress; from--, to--) {
        var value = pieces[from];
        pieces[from] = 0;
        pieces[to] = value;
      }
      return piece == 8 ? null : pieces;
    }
    return piece == 8 ? pieces : null;
  }

  /** Four decimal numbers without leading zeros, up to the end of the text. */
  private static long dottedQuad(String text, int start) {
    var address = 0L;
    var at = start;
    for (var part = 0; part < 4; part++) {
      if (part > 0) {
        if (at >= text.length() || text.charAt(at) != '.') {
          return -1;
        }
        at++;
      }
      var value = -1;
      while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
        if (value == 0) {
          return -1;
        }
        value = Math.max(value, 0) * 10 + text.charAt(at++) - '0';
        if (value > 255) {
          return -1;
        }
      }
      if (value < 0) {
        return -1;
      }
      address = (address << 8) | value;
    }
    return at == text.length() ? address : -1;
  }

  /** The shortest form (RFC 5952): lower case, the longest run of zeros left out. */
  static String text(int[] pieces) {
    var best = -1;
    var bestSize = 1;
    for (var i = 0; i < 8; i++) {
      var end = i;
      while (end < 8 && pieces[end] == 0) {
        end++;
      }
      if (end - i > bestSize) {
        best = i;
        bestSize = end - i;
      }
      i = Math.max(i, end - 1);
    }
    var out = new StringBuilder(40);
    for (var i = 0; i < 8; i++) {
      if (i == best) {
        out.append(i == 0 ? "::" : ":");
        i += bestSize - 1;
        continue;
      }
      out.append(Integer.toHexString(pieces[i]));
      if (i < 7) {
        out.append(':');
      }
    }
    return out.toString();
  }

  /**
   * Where an address is. Only 2000::/3 is handed out to the public (IANA), less the special blocks
   * in it; an IPv4 address inside another form counts as itself.
   */
  static HostPlace place(int[] p) {
    if (isMetadata(p)) {
      return HostPlace.METADATA;
    }
    if (zeros(p, 0, 5)) {
      if (p[5] == 0 || p[5] == 0xffff) { // ::/96 compatible, ::ffff:0:0/96 mapped
        if (p[5] == 0 && p[6] == 0 && p[7] <= 1) {
          return HostPlace.LOOPBACK; // :: and ::1
        }
        return Ipv4.place(v4(p, 6));
      }
      return HostPlace.PRIVATE;
    }
    if (zeros(p, 0, 4) && p[4] == 0xffff && p[5] == 0) { // ::ffff:0:0:0/96, SIIT
      return Ipv4.place(v4(p, 6));
    }
    if (p[0] == 0x64 && p[1] == 0xff9b && zeros(p, 2, 6)) { // 64:ff9b::/96, NAT64
      return Ipv4.place(v4(p, 6));
    }
    if (p[0] == 0x64 && p[1] == 0xff9b) {
      return strictest(HostPlace.PRIVATE, Ipv4.place(v4(p, 6)));
    }
    if (p[0] == 0x2002) { // 6to4
      return strictest(HostPlace.PRIVATE, Ipv4.place(v4(p, 1)));
    }
    if (p[0] == 0x2001 && p[1] == 0) { // Teredo: the server, and the client with its bits turned
      return strictest(
          HostPlace.PRIVATE, strictest(Ipv4.place(v4(p, 2)), Ipv4.place(~v4(p, 6) & 0xffffffffL)));
    }
    if ((p[4] == 0 || p[4] == 0x200) && p[5] == 0x5efe) { // ISATAP
      return strictest(unicast(p), Ipv4.place(v4(p, 6)));
    }
    return unicast(p);
  }

  private static HostPlace unicast(int[] p) {
    if (p[0] >>> 13 != 1 // outside 2000::/3
        || (p[0] == 0x2001 && p[1] < 0x200) // 2001::/23, protocol assignments
        || (p[0] == 0x2001 && p[1] == 0xdb8) // documentation
        || (p[0] == 0x3fff && p[1] < 0x1000)) { // documentation
      return HostPlace.PRIVATE;
    }
    return HostPlace.PUBLIC;
  }

  private static boolean isMetadata(int[] p) {
    return (p[0] == 0xfd00 && p[1] == 0xec2 && zeros(p, 2, 7)) // AWS: ::254, ECS ::23
        || (p[0] == 0xfd20 && p[1] == 0xce && zeros(p, 2, 7)) // Google
        || (p[0] == 0xfe80 && zeros(p, 1, 6) && p[6] == 0xa9fe && p[7] == 0xa9fe) // OpenStack
        || (p[0] == 0xfd00 && p[1] == 0x42 && zeros(p, 2, 7) && p[7] == 0x42); // Scaleway
  }

  static HostPlace strictest(HostPlace left, HostPlace right) {
    return rank(left) >= rank(right) ? left : right;
  }

  private static int rank(HostPlace place) {
    return switch (place) {
      case METADATA -> 4;
      case LOOPBACK -> 3;
      case PRIVATE -> 2;
      case UNKNOWN -> 1;
      case PUBLIC -> 0;
    };
  }

  private static long v4(int[] p, int at) {
    return ((long) p[at] << 16) | p[at + 1];
  }

  private static boolean zeros(int[] p, int start, int end) {
    for (var i = start; i < end; i++) {
      if (p[i] != 0) {
        return false;
      }
    }
    return true;
  }
}
