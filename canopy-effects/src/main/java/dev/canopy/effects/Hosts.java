package dev.canopy.effects;

import dev.canopy.shell.Word;
import java.net.IDN;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Hosts as clients would take them: any spelling of an IP address, names with look-alike
 * characters, and names that lead to addresses that are not public. No name is looked up.
 */
public final class Hosts {
  /** RFC 1035: no name has more. */
  private static final int MAX_LENGTH = 253;

  private Hosts() {}

  /** A host as a program gets it from a shell. */
  public static HostReading of(Word word) {
    if (word.isExact()) {
      return of(word.text());
    }
    return new HostReading(
        new Operand(word.knownPrefix(), word.text(), Certainty.UNKNOWN), HostPlace.UNKNOWN, null);
  }

  /** A host name or address; IPv6 with or without brackets; no port, no user. */
  public static HostReading of(String given) {
    if (isSimpleName(given)) {
      return new HostReading(Operand.exact(given), namePlace(given), null);
    }
    return new Reader(given).read();
  }

  /** True for lower-case names with letters at their end: the usual case takes no memory. */
  private static boolean isSimpleName(String host) {
    var length = host.length();
    if (length == 0 || length > MAX_LENGTH) {
      return false;
    }
    for (var i = 0; i < length; i++) {
      var c = host.charAt(i);
      if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || (c == '.' && i > 0))) {
        return false;
      }
      if (c == '.' && host.charAt(i - 1) == '.') {
        return false;
      }
    }
    var last = host.charAt(length - 1);
    return last >= 'a' && last <= 'z' && !Ipv4.endsInNumber(host);
  }

  /** Where a canonical name leads, as far as the name tells. */
  private static HostPlace namePlace(String name) {
    if (name.equals("localhost")
        || name.endsWith(".localhost")
        || name.equals("localhost.localdomain")
        || name.equals("ip6-localhost")
        || name.equals("ip6-loopback")) {
      return HostPlace.LOOPBACK;
    }
    var known = HostNames.place(name);
    if (known != null) {
      return known;
    }
    var dot = name.indexOf('.');
    if (dot < 0) {
      return HostPlace.PRIVATE; // only a resolver on the inside knows a single label
    }
    var embedded = EmbeddedAddress.place(name);
    return embedded == HostPlace.PUBLIC ? HostPlace.PUBLIC : embedded;
  }

  /** Reads one host that is not plainly a name. */
  private static final class Reader {
    private final String given;
    private @Nullable String doubt;

    Reader(String given) {
      this.given = given;
    }

    HostReading read() {
      if (given.isEmpty()) {
        return unknown("the host is empty");
      }
      if (given.length() > 4 * MAX_LENGTH) {
        return unknown("the host name is longer than any");
      }
      var text = given;
      if (text.indexOf('%') >= 0 && text.indexOf(':') < 0) {
        text = PercentCoding.decode(text);
        doubt = "the host is percent-encoded";
      }
      if (text.startsWith("[") || text.indexOf(':') >= 0) {
        return address6(text);
      }
      text = ascii(text);
      if (text.isEmpty() || !isPlausible(text)) {
        return unknown("`" + printable(given) + "` is not a host name");
      }
      while (text.endsWith(".")) {
        text = text.substring(0, text.length() - 1);
      }
      if (text.isEmpty() || text.length() > MAX_LENGTH) {
        return unknown("`" + printable(given) + "` is not a host name");
      }
      return Ipv4.endsInNumber(text) ? address4(text) : name(text);
    }

    private HostReading name(String text) {
      var place = namePlace(text);
      if (text.indexOf("..") >= 0 || text.charAt(0) == '.') {
        doubt = "the host name has an empty part";
        place = Ipv6.strictest(place, HostPlace.UNKNOWN);
      }
      return new HostReading(new Operand(text, given, Certainty.EXACT), place, doubt);
    }

    private HostReading address4(String text) {
      var address = Ipv4.parse(text);
      var decimal = Ipv4.parseDecimal(text);
      if (address == Ipv4.NONE) {
        var wrapped = Ipv4.parseWrapping(text);
        var place =
            Ipv6.strictest(
                Ipv6.strictest(HostPlace.UNKNOWN, placeOf(decimal)),
                Ipv6.strictest(placeOf(wrapped), EmbeddedAddress.place(text)));
        return new HostReading(
            new Operand(text, given, Certainty.EXACT),
            place,
            "`" + printable(given) + "` is not an address, though some readers find one in it");
      }
      var place = Ipv4.place(address);
      if (decimal != address && decimal != Ipv4.NONE) {
        place = Ipv6.strictest(place, Ipv4.place(decimal));
        doubt = "leading zeros make the address two addresses";
      }
      return new HostReading(new Operand(Ipv4.text(address), given, Certainty.EXACT), place, doubt);
    }

    private static HostPlace placeOf(long address) {
      return address == Ipv4.NONE ? HostPlace.UNKNOWN : Ipv4.place(address);
    }

    private HostReading address6(String text) {
      var inner = text;
      if (text.startsWith("[")) {
        if (!text.endsWith("]")) {
          return unknown("the bracket of an address is not closed");
        }
        inner = text.substring(1, text.length() - 1);
      }
      var zone = inner.indexOf('%');
      if (zone >= 0) {
        inner = inner.substring(0, zone);
      }
      var address = Ipv6.parse(ascii(inner));
      if (address == null) {
        return unknown("`" + printable(given) + "` is not an IPv6 address");
      }
      return new HostReading(
          new Operand(Ipv6.text(address), given, Certainty.EXACT), Ipv6.place(address), doubt);
    }

    private HostReading unknown(String why) {
      return new HostReading(Operand.unknown(given), HostPlace.UNKNOWN, why);
    }

    /** Lower-case ASCII; names in other scripts as {@code xn--…}, look-alike digits as digits. */
    private String ascii(String text) {
      var plain = true;
      for (var i = 0; i < text.length() && plain; i++) {
        plain = text.charAt(i) < 0x80;
      }
      if (plain) {
        return text.toLowerCase(Locale.ROOT);
      }
      if (mixesScripts(text)) {
        doubt = "the host name mixes letters that look alike";
      }
      try {
        var ascii = IDN.toASCII(text, IDN.ALLOW_UNASSIGNED).toLowerCase(Locale.ROOT);
        if (doubt == null && ascii.indexOf("xn--") < 0) {
          doubt = "the host is written with look-alike characters";
        }
        return ascii;
      } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
        return "";
      }
    }

    /** Latin letters beside letters of scripts that imitate them, in one label. */
    private static boolean mixesScripts(String text) {
      var latin = false;
      var alike = false;
      for (var i = 0; i <= text.length(); i++) {
        var c = i < text.length() ? text.charAt(i) : '.';
        if (c == '.' || c == '\u3002' || c == '\uff0e' || c == '\uff61') {
          if (latin && alike) {
            return true;
          }
          latin = false;
          alike = false;
        } else if (c < 0x80) {
          latin |= Character.isLetter(c);
        } else if (Character.isLetter(c)) {
          var script = Character.UnicodeScript.of(c);
          alike |=
              script == Character.UnicodeScript.CYRILLIC
                  || script == Character.UnicodeScript.GREEK
                  || script == Character.UnicodeScript.ARMENIAN
                  || script == Character.UnicodeScript.CHEROKEE
                  || script == Character.UnicodeScript.LISU;
        }
      }
      return false;
    }

    private static boolean isPlausible(String ascii) {
      for (var i = 0; i < ascii.length(); i++) {
        var c = ascii.charAt(i);
        if (!((c >= 'a' && c <= 'z')
            || (c >= '0' && c <= '9')
            || c == '-'
            || c == '.'
            || c == '_')) {
          return false;
        }
      }
      return true;
    }
  }

  /** A text fit for a message: short, and without characters that would change its look. */
  static String printable(String text) {
    var out = new StringBuilder(Math.min(text.length(), 64));
    for (var i = 0; i < text.length(); i++) {
      if (out.length() >= 60) {
        return out.append('…').toString();
      }
      var c = text.charAt(i);
      out.append(c >= 0x20 && c < 0x7f ? c : '?');
    }
    return out.toString();
  }
}
