package dev.canopy.effects;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Names whose place is known, from {@code host-places.txt}; loaded when first asked. */
final class HostNames {
  private HostNames() {}

  private static final Map<String, String> NAMES = load();

  private static Map<String, String> load() {
    var names = new HashMap<String, String>();
    Resources.words("host-places.txt", words -> names.put(words[1], words[0]));
    return names;
  }

  /** The place of a name or of a domain that it belongs to, or null. */
  static @Nullable HostPlace place(String name) {
    var kind = NAMES.get(name);
    if (kind == null) {
      // A domain's entry starts with a dot and speaks for all names below it.
      for (var dot = name.indexOf('.');
          dot >= 0 && kind == null;
          dot = name.indexOf('.', dot + 1)) {
        kind = NAMES.get(name.substring(dot));
      }
    }
    if (kind == null) {
      return null;
    }
    return switch (kind) {
      case "metadata" -> HostPlace.METADATA;
      case "loopback" -> HostPlace.LOOPBACK;
      case "private" -> HostPlace.PRIVATE;
      case "wildcard" ->
          Ipv6.strictest(
              HostPlace.PRIVATE,
              Ipv6.strictest(EmbeddedAddress.place(name), EmbeddedAddress.hexPlace(name)));
      default -> throw new AssertionError(kind);
    };
  }
}
