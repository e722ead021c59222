package dev.canopy.gateway;

import dev.canopy.json.Json;
import dev.canopy.json.JsonException;
import dev.canopy.json.JsonLimits;
import dev.canopy.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** HTTP as bytes on a socket: what no HTTP client would send can be sent too. */
final class Wire implements AutoCloseable {
  /** Longer than anything takes that is not broken. */
  private static final int PATIENCE_MILLIS = 30_000;

  private final Socket socket;

  Wire(int port) {
    try {
      socket = new Socket(InetAddress.getLoopbackAddress(), port);
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket.setTcpNoDelay(true);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** HTTP on a connection that is made already. */
  Wire(Socket connected) {
    socket = connected;
    try {
      socket.setSoTimeout(PATIENCE_MILLIS);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * What came back.
   *
   * @param status 0 if the connection was closed without an answer
   * @param headers by lower-case name; the last of several
   */
  record Answer(int status, Map<String, String> headers, String body) {
    static final Answer NONE = new Answer(0, Map.of(), "");

    /** An answer repeats what the action would do, and is longer than any question. */
    private static final JsonLimits LONG = new JsonLimits(16 << 20, 64);

    JsonObject json() {
      try {
        return (JsonObject) Json.parse(body.getBytes(StandardCharsets.UTF_8), LONG);
      } catch (JsonException e) {
        throw new AssertionError("no JSON: " + body, e);
      }
    }

    String text(String name) {
      return json().string(name).orElse("");
    }
  }

  /** A request with a JSON body, as a client would send it. */
  static String post(String path, String json, String... headers) {
    var out = new StringBuilder("POST " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\n");
    out.append("Content-Type: application/json\r\n");
    for (var header : headers) {
      out.append(header).append("\r\n");
    }
    var length = json.getBytes(StandardCharsets.UTF_8).length;
    return out.append("Content-Length: " + length + "\r\n\r\n").append(json).toString();
  }

  static String get(String path, String... headers) {
    var out = new StringBuilder("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\n");
    for (var header : headers) {
      out.append(header).append("\r\n");
    }
    return out.append("\r\n").toString();
  }

  /** One request on a connection of its own. */
  static Answer ask(int port, String request) {
    try (var wire = new Wire(port)) {
      wire.send(request);
      return wire.read();
    }
  }

  void send(String text) {
    send(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Sends what it can: the other side may close before it has read all. */
  void send(byte[] bytes) {
    try {
      socket.getOutputStream().write(bytes);
      socket.getOutputStream().flush();
    } catch (SocketException e) {
      // What it answered, if anything, is there to be read.
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The next answer, to a HEAD: it has no body, whatever its length says. */
  Answer readHead() {
    try {
      return readOne(socket.getInputStream(), false);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The next answer that is no 100. */
  Answer read() {
    try {
      while (true) {
        var answer = readOne(socket.getInputStream(), true);
        if (answer.status() != 100) {
          return answer;
        }
      }
    } catch (SocketException e) {
      return Answer.NONE; // reset
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** True if the other side has closed; waits for it. */
  boolean isClosed() {
    try {
      return socket.getInputStream().read() < 0;
    } catch (SocketException e) {
      return true;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Answer readOne(InputStream in, boolean hasBody) throws IOException {
    var line = line(in);
    if (line.isEmpty()) {
      return Answer.NONE;
    }
    var status = Integer.parseInt(line.split(" ", -1)[1]);
    var headers = new TreeMap<String, String>();
    for (line = line(in); !line.isEmpty(); line = line(in)) {
      var colon = line.indexOf(':');
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    var length = hasBody ? Integer.parseInt(headers.getOrDefault("content-length", "0")) : 0;
    return new Answer(status, headers, new String(in.readNBytes(length), StandardCharsets.UTF_8));
  }

  private static String line(InputStream in) throws IOException {
    var out = new ByteArrayOutputStream();
    for (var b = in.read(); b >= 0 && b != '\n'; b = in.read()) {
      if (b != '\r') {
        out.write(b);
      }
    }
    return out.toString(StandardCharsets.ISO_8859_1);
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
