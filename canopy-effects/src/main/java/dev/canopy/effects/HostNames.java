package dev.canopy.effects;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Names whose place is known, from {@code host-places.txt}; loaded when first asked. */
final class HostNames {
  private HostNames() {}

  private static final Map<String, String> NAMES = load();

  private static Map<String, String> load() {
    var names = new HashMap<String, String>();
    var resource = "host-places.txt";
    var stream = Objects.requireNonNull(HostNames.class.getResourceAsStream(resource), resource);
    try (var lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
      for (var line = lines.readLine(); line != null; line = lines.readLine()) {
        if (!line.isEmpty() && line.charAt(0) != '#') {
          var blank = line.indexOf(' ');
          names.put(line.substring(blank + 1), line.substring(0, blank));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
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
