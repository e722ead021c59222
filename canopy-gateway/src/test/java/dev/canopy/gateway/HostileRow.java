package dev.canopy.gateway;

import dev.canopy.json.JsonArray;
import dev.canopy.json.JsonBoolean;
import dev.canopy.json.JsonNumber;
import dev.canopy.json.JsonObject;
import dev.canopy.json.JsonString;
import dev.canopy.json.JsonValue;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * A row of testdata/http: a request, as parts or as it is on the wire, and what must come of it.
 * See the README there.
 */
record HostileRow(String file, JsonObject row) {

  String name() {
    return row.string("name").orElseThrow();
  }

  String server() {
    return row.string("server").orElse("open");
  }

  int number(String member, int otherwise) {
    return row.get(member) instanceof JsonNumber n ? (int) n.value() : otherwise;
  }

  boolean flag(String member) {
    return row.get(member) instanceof JsonBoolean b && b.value();
  }

  /** The request as it is sent; {@code fill} puts keys in the place of their names. */
  byte[] bytes(UnaryOperator<String> fill) {
    var charset = flag("latin1") ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8;
    var raw = row.get("raw");
    if (raw != null) {
      return text(raw).getBytes(charset);
    }
    var given = row.get("body");
    var body = given == null ? null : fill.apply(text(given)).getBytes(charset);
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Host", "127.0.0.1");
    if (body != null) {
      headers.put("Content-Type", "application/json");
      headers.put("Content-Length", Integer.toString(body.length));
    }
    if (row.get("headers") instanceof JsonArray more) {
      for (var item : more.items()) {
        var pair = ((JsonArray) item).items();
        var header = ((JsonString) pair.get(0)).value();
        if (pair.get(1) instanceof JsonString value) {
          headers.put(header, fill.apply(value.value()));
        } else {
          headers.remove(header);
        }
      }
    }
    var head = new StringBuilder();
    head.append(row.string("method").orElse("POST"))
        .append(' ')
        .append(fill.apply(row.string("path").orElse("/authorize_action")))
        .append(" HTTP/1.1\r\n");
    headers.forEach((name, value) -> head.append(name + ": " + value + "\r\n"));
    var first = head.append("\r\n").toString().getBytes(StandardCharsets.UTF_8);
    var all = java.util.Arrays.copyOf(first, first.length + (body == null ? 0 : body.length));
    if (body != null) {
      System.arraycopy(body, 0, all, first.length, body.length);
    }
    return all;
  }

  /** A string, or strings and {@code {"repeat", "times"}} one after the other. */
  private static String text(JsonValue pieces) {
    if (pieces instanceof JsonString s) {
      return s.value();
    }
    var out = new StringBuilder();
    for (var piece : ((JsonArray) pieces).items()) {
      if (piece instanceof JsonString s) {
        out.append(s.value());
      } else {
        var repeat = (JsonObject) piece;
        var times = ((JsonNumber) java.util.Objects.requireNonNull(repeat.get("times"))).value();
        out.append(repeat.string("repeat").orElseThrow().repeat((int) times));
      }
    }
    return out.toString();
  }
}
