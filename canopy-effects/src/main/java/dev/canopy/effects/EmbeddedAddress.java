package dev.canopy.effects;

/**
 * Addresses written inside names, as wildcard DNS services resolve them: {@code
 * 169.254.169.254.nip.io}, {@code app-10-0-0-1.sslip.io}, {@code 7f000001.nip.io}.
 */
final class EmbeddedAddress {
  private EmbeddedAddress() {}

  /** The strictest place of the addresses in a name; PUBLIC if there is none that is not. */
  static HostPlace place(String name) {
    var place = HostPlace.PUBLIC;
    var start = 0;
    while (start < name.length()) {
      var c = name.charAt(start);
      var fresh = start == 0 || !isDigit(name.charAt(start - 1));
      if (isDigit(c) && fresh) {
        place = Ipv6.strictest(place, quadAt(name, start, '.'));
        place = Ipv6.strictest(place, quadAt(name, start, '-'));
      }
      start++;
    }
    return place;
  }

  /** The place of a hexadecimal first label such as {@code 7f000001}. */
  static HostPlace hexPlace(String name) {
    var place = HostPlace.PUBLIC;
    var start = 0;
    for (var i = 0; i <= name.length(); i++) {
      var c = i < name.length() ? name.charAt(i) : '.';
      if (c == '.' || c == '-') {
        if (i - start == 8) {
          var address = 0L;
          for (var j = start; j < i && address >= 0; j++) {
            var digit = PercentCoding.hex(name.charAt(j));
            address = digit < 0 ? -1 : (address << 4) | digit;
          }
          if (address >= 0) {
            place = Ipv6.strictest(place, Ipv4.place(address));
          }
        }
        start = i + 1;
      }
    }
    return place;
  }

  private static HostPlace quadAt(String name, int start, char separator) {
    var address = 0L;
    var at = start;
    for (var part = 0; part < 4; part++) {
      if (part > 0) {
        if (at >= name.length() || name.charAt(at) != separator) {
          return HostPlace.PUBLIC;
        }
        at++;
      }
      var value = 0;
      var digits = 0;
      while (at < name.length() && isDigit(name.charAt(at)) && digits < 4) {
        value = value * 10 + name.charAt(at++) - '0';
        digits++;
      }
      if (digits == 0 || value > 255) {
        return HostPlace.PUBLIC;
      }
      address = (address << 8) | value;
    }
    return Ipv4.place(address);
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
