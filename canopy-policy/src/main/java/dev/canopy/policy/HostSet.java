package dev.canopy.policy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Hosts: names, {@code *.example.com} for every name below (not the name itself), addresses, and
 * address ranges such as {@code 10.0.0.0/8}.
 */
final class HostSet {
  private final Set<String> names = new HashSet<>();
  private final List<String> suffixes = new ArrayList<>();
  private final List<AddressRange> ranges = new ArrayList<>();
  private final String description;

  HostSet(String description) {
    this.description = description;
  }

  /** Adds a host while the policy is read; returns what is wrong with it, or empty. */
  String add(String host) {
    var text = canonical(host);
    if (text.indexOf('/') >= 0) {
      var range = AddressRange.parse(text);
      if (range == null) {
        return text.contains("://")
            ? "wanted a host, not a URL"
            : "an address range is an address, `/` and a prefix length";
      }
      ranges.add(range);
      return "";
    }
    if (text.startsWith("*.") && text.indexOf('*', 1) < 0) {
      suffixes.add(text.substring(1));
      return "";
    }
    if (text.isEmpty() || text.indexOf('*') >= 0 || text.indexOf(' ') >= 0) {
      return "wanted a host name, `*.` and a name, an address or an address range";
    }
    var address = AddressRange.parse(text);
    if (address != null) {
      ranges.add(address);
    } else {
      names.add(text);
    }
    return "";
  }

  /** Lower case, without the dot of the root or the brackets of an IPv6 address. */
  static String canonical(String host) {
    var text = host.toLowerCase(Locale.ROOT);
    if (text.startsWith("[") && text.endsWith("]")) {
      text = text.substring(1, text.length() - 1);
    }
    return text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
  }

  boolean contains(String host) {
    var text = canonical(host);
    if (names.contains(text)) {
      return true;
    }
    for (var i = 0; i < suffixes.size(); i++) {
      if (text.endsWith(suffixes.get(i)) && text.length() > suffixes.get(i).length()) {
        return true;
      }
    }
    return !ranges.isEmpty() && inRange(text);
  }

  private boolean inRange(String text) {
    var address = AddressRange.parse(text);
    if (address == null) {
      return false;
    }
    for (var i = 0; i < ranges.size(); i++) {
      if (ranges.get(i).contains(address)) {
        return true;
      }
    }
    return false;
  }

  String describe() {
    return description;
  }
}
