package dev.canopy.effects;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a URL was understood.
 *
 * @param scheme in lower case; {@code http} if the text has none, as clients guess
 * @param hosts every host that some client would connect to: one, unless readers of URLs disagree;
 *     none if the scheme names no host
 * @param port 0 if the text gives none
 * @param file for {@code file:} the path, decoded, else null
 * @param password true if the text carries a password or token before the host
 * @param doubt why the URL is not what it seems, or null
 */
public record UrlReading(
    String scheme,
    List<HostReading> hosts,
    int port,
    @Nullable String file,
    boolean password,
    @Nullable String doubt) {
  public UrlReading {
    hosts = List.copyOf(hosts);
  }

  /** The strictest place of all hosts; {@link HostPlace#UNKNOWN} if there is none. */
  public HostPlace place() {
    if (hosts.isEmpty()) {
      return HostPlace.UNKNOWN;
    }
    var place = hosts.get(0).place();
    for (var i = 1; i < hosts.size(); i++) {
      place = Ipv6.strictest(place, hosts.get(i).place());
    }
    return place;
  }

  /**
   * Adds what opening the URL does: a connection to each host or a read of the file, and what is
   * unresolved about it.
   */
  void addTo(EffectSink effects, String method, boolean sendsData, Origin origin) {
    for (var host : hosts) {
      effects.add(
          new Effect.Connects(host.host(), port, scheme, method, sendsData, host.place(), origin));
    }
    if (doubt != null) {
      effects.add(new Effect.Unresolved(doubt, origin));
    }
  }
}
