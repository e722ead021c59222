package dev.canopy.gateway;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/**
 * Asks another service, bounded in time and length, and follows it nowhere. Blocks. Safe for use by
 * many threads.
 */
final class Fetch {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final HttpClient http =
      HttpClient.newBuilder()
          .followRedirects(HttpClient.Redirect.NEVER)
          .connectTimeout(PATIENCE)
          .build();

  /** A place that may be asked: over TLS, or on this machine. */
  static boolean isPrivate(URI place) {
    var host = String.valueOf(place.getHost());
    var isHere = host.equals("127.0.0.1") || host.equals("localhost") || host.equals("[::1]");
    return "https".equals(place.getScheme()) || ("http".equals(place.getScheme()) && isHere);
  }

  static HttpRequest.Builder request(URI place) {
    return HttpRequest.newBuilder(place).timeout(PATIENCE).header("Accept", "application/json");
  }

  /** The body of an answer with status 200. */
  byte[] ask(HttpRequest request, int maxBytes) throws IOException, InterruptedException {
    var response = http.send(request, BodyHandlers.ofInputStream());
    try (var in = response.body()) {
      if (response.statusCode() != 200) {
        throw new IOException("it answers " + response.statusCode());
      }
      return bounded(in.readNBytes(maxBytes + 1), maxBytes);
    }
  }

  static byte[] bounded(byte[] bytes, int maxBytes) throws IOException {
    if (bytes.length > maxBytes) {
      throw new IOException("it is longer than " + maxBytes + " bytes");
    }
    return bytes;
  }
}
