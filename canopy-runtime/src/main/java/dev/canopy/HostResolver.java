package dev.canopy;

import java.io.IOException;
import java.net.InetAddress;
import java.util.List;

/**
 * Looks up host names, so that a public name that leads to an address that is not public is judged
 * as that address. Called by several threads at once; what takes too long is interrupted.
 *
 * <p>It shows where a name leads now. A name that answers differently a moment later (DNS
 * rebinding) still gets past it, unless the client connects to an address that was looked up.
 */
public interface HostResolver {
  /**
   * All addresses of a name.
   *
   * @throws IOException if there are none, or it cannot be told
   */
  List<InetAddress> resolve(String name) throws IOException;

  /** The resolver of the system. Each lookup tells the name to the system's name servers. */
  static HostResolver system() {
    return name -> List.of(InetAddress.getAllByName(name));
  }
}
