package dev.canopy.effects;

/** What kind of address a host is, on the strictest reading of how it was written. */
public enum HostPlace {
  /** A name or address on the public internet. */
  PUBLIC,
  /** The machine itself: {@code localhost}, 127.0.0.0/8, ::1, unix sockets. */
  LOOPBACK,
  /** A private, link-local, reserved or otherwise non-public address, or an internal name. */
  PRIVATE,
  /** A cloud's instance metadata service. */
  METADATA,
  /** Not known. */
  UNKNOWN
}
