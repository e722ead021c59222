package dev.canopy.gateway;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A file of the jar that a browser shows or runs: it holds nothing of the log, so anyone may have
 * it. What it shows it asks for, as the person who has logged in.
 */
final class Page implements Endpoint {
  /** No script, style or connection but our own files; in no frame; no markup made of text. */
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self';"
          + " font-src 'none'; form-action 'self'; base-uri 'none'; frame-ancestors 'none';"
          + " require-trusted-types-for 'script'";

  /** What the pages load, each from {@code /ui/}. */
  static final List<String> FILES =
      List.of(
          "action.js",
          "api.js",
          "app.css",
          "approvals.js",
          "charts.js",
          "dom.js",
          "entries.js",
          "entry.js",
          "health.js",
          "live.js",
          "login.css",
          "login.js",
          "main.js",
          "policy.js",
          "pulse.js",
          "search.js",
          "words.js");

  static final Map<String, String> HEADERS = headers();

  private final String type;
  private final byte[] bytes;

  /** A file beside this class, such as {@code ui/login.html}. */
  Page(String resource) {
    this.type = type(resource);
    this.bytes = ServiceEndpoints.resource(resource);
  }

  private static Map<String, String> headers() {
    var headers = new LinkedHashMap<String, String>();
    headers.put("Content-Security-Policy", POLICY);
    headers.put("X-Frame-Options", "DENY");
    headers.put("Referrer-Policy", "no-referrer");
    headers.put("Cross-Origin-Opener-Policy", "same-origin");
    headers.put("Cross-Origin-Resource-Policy", "same-origin");
    headers.put("Permissions-Policy", "camera=(), microphone=(), geolocation=()");
    return Map.copyOf(headers);
  }

  private static String type(String name) {
    var type = name.substring(name.lastIndexOf('.') + 1);
    return switch (type) {
      case "html" -> "text/html; charset=utf-8";
      case "js" -> "text/javascript; charset=utf-8";
      case "css" -> "text/css; charset=utf-8";
      case "svg" -> "image/svg+xml";
      default -> throw new IllegalArgumentException("no page is a " + type);
    };
  }

  @Override
  public void handle(Exchange exchange) {
    exchange.send(200, type, bytes, HEADERS);
  }
}
