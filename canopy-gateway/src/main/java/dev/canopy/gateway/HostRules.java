package dev.canopy.gateway;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which names the gateway answers to, and which web pages may talk to it. A page of a foreign site
 * reaches loopback in two ways: it sends a request across origins, which its {@code Origin} shows;
 * or it lets its own name point here (DNS rebinding), which {@code Host} shows. IP addresses cannot
 * be made to point elsewhere.
 */
final class HostRules {
  private final Set<String> names = new HashSet<>();

  HostRules(String boundHost, List<String> allowed) {
    names.add("localhost");
    names.add(boundHost.toLowerCase(Locale.ROOT));
    allowed.forEach(name -> names.add(name.toLowerCase(Locale.ROOT)));
  }

  /** True if a {@code Host} header names this gateway. */
  boolean isServed(String host) {
    var name = withoutPort(host);
    return name != null && (isAddress(name) || names.contains(name.toLowerCase(Locale.ROOT)));
  }

  /** True if a page of this origin may talk to the host that it asks for. */
  boolean isSameOrigin(String origin, String host) {
    return origin.equalsIgnoreCase("http://" + host) || origin.equalsIgnoreCase("https://" + host);
  }

  /** The name or address; null if that is no host and port. */
  private static @Nullable String withoutPort(String host) {
    if (host.startsWith("[")) {
      var end = host.indexOf(']');
      return end > 0 && isPort(host.substring(end + 1)) ? host.substring(0, end + 1) : null;
    }
    var colon = host.indexOf(':');
    var name = colon < 0 ? host : host.substring(0, colon);
    return !name.isEmpty() && isPort(colon < 0 ? "" : host.substring(colon)) ? name : null;
  }

  private static boolean isPort(String text) {
    if (text.isEmpty()) {
      return true;
    }
    if (text.charAt(0) != ':' || text.length() < 2 || text.length() > 6) {
      return false;
    }
    for (var i = 1; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return true;
  }

  /** An IPv6 address in brackets, or four decimal numbers. */
  private static boolean isAddress(String name) {
    if (name.startsWith("[")) {
      for (var i = 1; i < name.length() - 1; i++) {
        var c = name.charAt(i);
        var isHex = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
        if (!isHex && c != ':' && c != '.') {
          return false;
        }
      }
      return name.length() > 3;
    }
    var parts = name.split("\\.", -1);
    if (parts.length != 4) {
      return false;
    }
    for (var part : parts) {
      if (part.isEmpty() || part.length() > 3) {
        return false;
      }
      for (var i = 0; i < part.length(); i++) {
        if (part.charAt(i) < '0' || part.charAt(i) > '9') {
          return false;
        }
      }
      if (Integer.parseInt(part) > 255) {
        return false;
      }
    }
    return true;
  }
}
