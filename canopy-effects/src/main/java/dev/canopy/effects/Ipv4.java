package dev.canopy.effects;

/** IPv4 addresses as 32 bits in an int, and which of them are not public. */
final class Ipv4 {
  /** No address in any spelling. */
  static final long NONE = -1;

  private Ipv4() {}

  /**
   * What {@code inet_aton} and the WHATWG URL standard (host parsing, "IPv4 parser") make of a
   * text: one to four numbers, decimal, octal ({@code 0177}) or hexadecimal ({@code 0x7f}), the
   * last one filling what is left. Leading zeros are octal.
   *
   * @return the address, or {@link #NONE}
   */
  static long parse(String text) {
    return parse(text, true, false);
  }

  /** The same with leading zeros taken for nothing, as some readers do. */
  static long parseDecimal(String text) {
    return parse(text, false, false);
  }

  /** The same with every part cut to the bits that it has room for, as careless readers do. */
  static long parseWrapping(String text) {
    return parse(text, true, true);
  }

  private static long parse(String text, boolean octal, boolean wrapping) {
    var address = 0L;
    var parts = 0;
    var start = 0;
    var length = text.length();
    if (length == 0) {
      return NONE;
    }
    while (true) {
      var end = text.indexOf('.', start);
      var last = end < 0;
      if (last) {
        end = length;
      }
      var value = number(text, start, end, octal, wrapping);
      if (value < 0 || parts == 4) {
        return NONE;
      }
      parts++;
      if (!last) {
        if (value > 255) {
          if (!wrapping) {
            return NONE;
          }
          value &= 0xff;
        }
        address = (address << 8) | value;
        start = end + 1;
        continue;
      }
      var bits = 8 * (5 - parts);
      var room = 1L << bits;
      if (value >= room) {
        if (!wrapping) {
          return NONE;
        }
        value &= room - 1;
      }
      return (address << bits) | value;
    }
  }

  private static long number(String text, int start, int end, boolean octal, boolean wrapping) {
    if (start == end) {
      return NONE;
    }
    var radix = 10;
    if (text.charAt(start) == '0' && end - start > 1) {
      if ((text.charAt(start + 1) | 0x20) == 'x') {
        radix = 16;
        start += 2;
      } else if (octal) {
        radix = 8;
        start++;
      }
    }
    var value = 0L;
    for (var i = start; i < end; i++) {
      var digit = PercentCoding.hex(text.charAt(i));
      if (digit < 0 || digit >= radix) {
        return NONE;
      }
      value = value * radix + digit;
      if (value > 0xffffffffL) {
        if (!wrapping) {
          return NONE;
        }
        value &= 0xffffffffL;
      }
    }
    return value;
  }

  /** True if the last part of a name makes WHATWG take the whole for an IPv4 address. */
  static boolean endsInNumber(String host) {
    var start = host.lastIndexOf('.') + 1;
    var length = host.length();
    if (start == length) {
      return false;
    }
    if (length - start >= 2
        && host.charAt(start) == '0'
        && (host.charAt(start + 1) | 0x20) == 'x') {
      for (var i = start + 2; i < length; i++) {
        if (PercentCoding.hex(host.charAt(i)) < 0) {
          return false;
        }
      }
      return true;
    }
    for (var i = start; i < length; i++) {
      if (host.charAt(i) < '0' || host.charAt(i) > '9') {
        return false;
      }
    }
    return true;
  }

  static String text(long address) {
    return ((address >>> 24) & 0xff)
        + "."
        + ((address >>> 16) & 0xff)
        + "."
        + ((address >>> 8) & 0xff)
        + "."
        + (address & 0xff);
  }

  /** Where an address is: IANA's special-purpose registry and the clouds' metadata services. */
  static HostPlace place(long address) {
    var ip = (int) address;
    if (isMetadata(ip)) {
      return HostPlace.METADATA;
    }
    var first = ip >>> 24;
    if (first == 0 || first == 127) {
      return HostPlace.LOOPBACK; // Linux connects 0.0.0.0 to itself
    }
    return first == 10 || first >= 224 || isSpecial(ip) ? HostPlace.PRIVATE : HostPlace.PUBLIC;
  }

  private static boolean isMetadata(int ip) {
    return ip == 0xA9FEA9FE // 169.254.169.254: AWS, Google, Azure, DigitalOcean, OpenStack, Hetzner
        || ip == 0xA9FEAA02 // 169.254.170.2: AWS ECS task credentials
        || ip == 0xA9FEAA17 // 169.254.170.23: AWS EKS pod identity
        || ip == 0xA9FE0017 // 169.254.0.23: Tencent
        || ip == 0xA9FEA9FD // 169.254.169.253: AWS DNS
        || ip == 0x646464C8 // 100.100.100.200: Alibaba
        || ip == 0xA83F8110 // 168.63.129.16: Azure's wire server
        || ip == 0xC00000C0; // 192.0.0.192: Oracle
  }

  private static boolean isSpecial(int ip) {
    return in(ip, 0x64400000, 10) // 100.64.0.0/10, shared address space
        || in(ip, 0xA9FE0000, 16) // link-local
        || in(ip, 0xAC100000, 12)
        || in(ip, 0xC0A80000, 16)
        || in(ip, 0xC0000000, 24) // IETF protocol assignments
        || in(ip, 0xC0000200, 24) // TEST-NET-1
        || in(ip, 0xC0586300, 24) // 6to4 relay anycast
        || in(ip, 0xC6120000, 15) // benchmarking
        || in(ip, 0xC6336400, 24) // TEST-NET-2
        || in(ip, 0xCB007100, 24); // TEST-NET-3
  }

  private static boolean in(int ip, int network, int prefix) {
    return (ip ^ network) >>> (32 - prefix) == 0;
  }
}
