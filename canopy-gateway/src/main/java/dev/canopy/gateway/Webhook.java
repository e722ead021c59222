package dev.canopy.gateway;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;

/**
 * Where notices about approvals go.
 *
 * @param uri takes a POST for each notice; {@code https}, or {@code http} on this machine
 * @param secret signs them
 * @param form what the body is
 * @param stateFile remembers what was delivered, so that a restart repeats and loses nothing
 * @param link what people are sent to, before {@code /approvals/<id>}; empty for none
 */
public record Webhook(URI uri, WebhookSecret secret, Form form, Path stateFile, String link) {
  /** What the body of a notice is. */
  public enum Form {
    /** A CloudEvent in JSON, structured mode. */
    CLOUDEVENTS,
    /** {@code {"text": …}}, as Slack's incoming webhooks and those who imitate them take it. */
    SLACK
  }

  public Webhook {
    Objects.requireNonNull(secret, "secret");
    Objects.requireNonNull(form, "form");
    Objects.requireNonNull(stateFile, "stateFile");
    Objects.requireNonNull(link, "link");
    var scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    var host = uri.getHost();
    if (host == null || uri.getUserInfo() != null || uri.getFragment() != null) {
      throw new IllegalArgumentException("a webhook is a URL with a host, and without credentials");
    }
    if (!scheme.equals("https") && !(scheme.equals("http") && isHere(host))) {
      throw new IllegalArgumentException("a webhook is https, or http on this machine");
    }
    if (!link.isEmpty() && !link.startsWith("https://") && !link.startsWith("http://")) {
      throw new IllegalArgumentException("the link is not a URL");
    }
  }

  /** Only an address that is written: no name is looked up to find out. */
  private static boolean isHere(String host) {
    if (host.equals("localhost")) {
      return true;
    }
    var isAddress = host.startsWith("[") || host.chars().allMatch(c -> c == '.' || isDigit(c));
    try {
      return isAddress && InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }

  private static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }

  /** Without the path, which of many services is a secret. */
  @Override
  public String toString() {
    return "Webhook[" + uri.getHost() + "]";
  }
}
