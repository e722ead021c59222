package dev.canopy.audit;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;

/**
 * Checkpoints as syslog messages (RFC 5424 over UDP, RFC 5426), the line of {@link StreamAnchor} as
 * the text. UDP does not say whether a message arrived.
 */
public final class SyslogAnchor implements Anchor {
  /** Facility 13, log audit; severity 5, notice. */
  private static final int PRIORITY = 13 * 8 + 5;

  private final InetSocketAddress address;
  private final InstantSource clock;

  public SyslogAnchor(InetSocketAddress address, InstantSource clock) {
    this.address = address;
    this.clock = clock;
  }

  @Override
  public String name() {
    return "syslog " + address.getHostString() + ":" + address.getPort();
  }

  @Override
  public void keep(SignedCheckpoint checkpoint) throws AuditException {
    var message =
        "<"
            + PRIORITY
            + ">1 "
            + clock.instant().truncatedTo(ChronoUnit.MICROS)
            + " - canopy - checkpoint - "
            + StreamAnchor.line(checkpoint);
    var bytes = message.getBytes(StandardCharsets.UTF_8);
    try (var socket = new DatagramSocket()) {
      socket.send(new DatagramPacket(bytes, bytes.length, address));
    } catch (IOException | IllegalArgumentException e) {
      throw new AuditException("cannot send to " + name() + ": " + e.getMessage(), e);
    }
  }
}
