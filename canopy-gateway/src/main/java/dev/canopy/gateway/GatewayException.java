package dev.canopy.gateway;

/** The gateway cannot start, or a file of its own cannot be used; the message says why. */
public final class GatewayException extends Exception {
  private static final long serialVersionUID = 1L;

  public GatewayException(String message) {
    super(message);
  }

  public GatewayException(String message, Throwable cause) {
    super(message, cause);
  }
}
