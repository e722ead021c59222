package dev.canopy.effects;

import dev.canopy.json.JsonArray;
import dev.canopy.json.JsonBoolean;
import dev.canopy.json.JsonNull;
import dev.canopy.json.JsonNumber;
import dev.canopy.json.JsonObject;
import dev.canopy.json.JsonString;
import dev.canopy.json.JsonValue;
import java.util.Locale;

/** {@code call_external_api}: every URL in the payload counts, and what goes out with it. */
final class ApiActions {
  /** Objects in objects; the JSON reader lets no more through. */
  private static final int MAX_NESTING = 64;

  /** No proxy's URL holds more. */
  private static final int MAX_FORWARDED = 32;

  private final Action action;
  private String method = "";
  private boolean sends;
  private boolean secret;
  private boolean found;
  private Operand destination = Operand.unknown("");

  private ApiActions(Action action) {
    this.action = action;
  }

  static void read(Action action, JsonValue payload) {
    if (Action.isEmpty(payload)) {
      action.malformed("the payload names no URL");
      return;
    }
    var api = new ApiActions(action);
    if (payload instanceof JsonString text) {
      api.url("", text.value());
    } else if (payload instanceof JsonObject object) {
      api.look(object);
      api.object(object, "", 0);
      api.host(object);
    } else if (payload instanceof JsonArray list) {
      api.array(list, "", true, 0);
    } else {
      action.malformed("the payload is " + payload.kind() + ", not a call");
      return;
    }
    if (!api.found) {
      action.sink.unresolved("the payload names no URL", Action.WHOLE);
    }
    if (api.secret) {
      action.sink.add(new Effect.Sends(api.destination, true, Action.WHOLE));
    }
  }

  /** The method, and whether data goes out. */
  private void look(JsonObject object) {
    var body = false;
    for (var i = 0; i < object.size(); i++) {
      var plain = Fields.plain(object.nameAt(i));
      var value = object.valueAt(i);
      if (isMethod(plain) && value instanceof JsonString text) {
        method = text.value().strip().toUpperCase(Locale.ROOT);
      } else if (isBody(plain) && !isNothing(value)) {
        body = true;
        secret |= holdsSecret(value, 0);
      }
    }
    if (method.isEmpty() && body) {
      method = "POST";
    }
    sends = body || !isReading(method);
  }

  private static boolean isReading(String method) {
    return method.isEmpty()
        || method.equals("GET")
        || method.equals("HEAD")
        || method.equals("OPTIONS");
  }

  private static boolean isMethod(String plain) {
    return plain.equals("method")
        || plain.equals("verb")
        || plain.equals("httpmethod")
        || plain.equals("requestmethod");
  }

  private static boolean isBody(String plain) {
    return switch (plain) {
      case "body",
          "data",
          "json",
          "payload",
          "form",
          "formdata",
          "files",
          "file",
          "content",
          "text",
          "multipart",
          "attachments",
          "requestbody",
          "postdata",
          "rawbody",
          "graphql",
          "variables" ->
          true;
      default -> false;
    };
  }

  private static boolean isNothing(JsonValue value) {
    return Action.isEmpty(value) || value instanceof JsonBoolean;
  }

  static boolean holdsSecret(JsonValue value, int nesting) {
    if (value instanceof JsonString text) {
      return SecretValues.holds(text.value());
    }
    if (nesting > MAX_NESTING) {
      return true;
    }
    if (value instanceof JsonArray array) {
      for (var item : array.items()) {
        if (holdsSecret(item, nesting + 1)) {
          return true;
        }
      }
    } else if (value instanceof JsonObject object) {
      for (var i = 0; i < object.size(); i++) {
        var item = object.valueAt(i);
        if (holdsSecret(item, nesting + 1)
            || (item instanceof JsonString text
                && SecretValues.holds(object.nameAt(i) + "=" + text.value()))) {
          return true;
        }
      }
    }
    return false;
  }

  private void object(JsonObject object, String prefix, int nesting) {
    for (var i = 0; i < object.size(); i++) {
      var name = prefix + object.nameAt(i);
      var plain = Fields.plain(object.nameAt(i));
      value(object.valueAt(i), name, plain, nesting);
    }
  }

  private void value(JsonValue value, String name, String plain, int nesting) {
    if (nesting > MAX_NESTING) {
      action.sink.unresolved("objects nested too deeply", action.at(name));
    } else if (value instanceof JsonString text) {
      if (isUrlName(plain)) {
        url(name, text.value());
      } else if (!isProse(plain) && Urls.looksLikeOne(text.value())) {
        url(name, text.value());
      } else if (isUpload(plain)) {
        upload(name, text.value());
      }
    } else if (value instanceof JsonArray array) {
      array(array, name, isUrlName(plain), nesting + 1);
    } else if (value instanceof JsonObject inner) {
      if (isUrlName(plain) && inner.size() == 0) {
        action.malformed("`" + name + "` is not a text");
      }
      object(inner, name + ".", nesting + 1);
    } else if (isUrlName(plain) && value != JsonNull.NULL) {
      action.malformed("`" + name + "` is " + value.kind() + ", not a URL");
    }
  }

  private void array(JsonArray array, String name, boolean urls, int nesting) {
    for (var item : array.items()) {
      if (item instanceof JsonString text && urls) {
        url(name, text.value());
      } else {
        value(item, name, "", nesting);
      }
    }
  }

  private static boolean isUrlName(String plain) {
    return switch (plain) {
      case "url",
          "urls",
          "uri",
          "uris",
          "endpoint",
          "href",
          "link",
          "links",
          "baseurl",
          "apiurl",
          "requesturl",
          "targeturl",
          "webhook",
          "webhookurl",
          "callbackurl",
          "address",
          "proxy" ->
          true;
      default -> plain.endsWith("url");
    };
  }

  /** A text for people may speak of a URL without anybody opening it. */
  private static boolean isProse(String plain) {
    return switch (plain) {
      case "note",
          "description",
          "reason",
          "explanation",
          "comment",
          "prompt",
          "referer",
          "referrer",
          "origin",
          "useragent" ->
          true;
      default -> false;
    };
  }

  private static boolean isUpload(String plain) {
    return switch (plain) {
      case "file",
          "filepath",
          "files",
          "upload",
          "uploadfile",
          "attachment",
          "attachments",
          "datafile",
          "inputfile" ->
          true;
      default -> false;
    };
  }

  private void upload(String name, String text) {
    var path = text.startsWith("@") ? text.substring(1) : text;
    if (path.isEmpty() || path.indexOf('\n') >= 0) {
      return;
    }
    var reading = Paths.of(path, action.surroundings);
    PathEffects.reads(action.sink, reading, action.at(name, text));
    secret |= Places.secret(reading.path()) != null;
  }

  private void url(String name, String text) {
    found = true;
    var origin = action.at(name, text);
    if (text.isBlank()) {
      action.malformed("the URL is empty");
      return;
    }
    var url = Urls.of(text);
    var file = url.file();
    if (file != null) {
      PathEffects.reads(action.sink, Paths.of(file, action.surroundings), origin);
    }
    url.addTo(action.sink, method, sends, origin);
    if (destination.given().isEmpty() && !url.hosts().isEmpty()) {
      destination = url.hosts().get(0).host();
    }
    if (SecretValues.holds(text)) {
      secret = true;
    }
    forwarded(text, origin);
  }

  /** A URL inside a URL: proxies and redirectors go there, so it counts if it is not public. */
  private void forwarded(String text, Origin origin) {
    var query = text;
    var urls = 0;
    for (var round = 0; round < 3; round++) {
      for (var at = query.indexOf("://", 8); at > 0; at = query.indexOf("://", at + 3)) {
        var start = at;
        while (start > 0 && isSchemeChar(query.charAt(start - 1))) {
          start--;
        }
        var end = at + 3;
        while (end < query.length() && query.charAt(end) != '&' && query.charAt(end) > ' ') {
          end++;
        }
        if (start == at || start == 0) {
          continue;
        }
        if (++urls > MAX_FORWARDED) {
          action.sink.unresolved("more than " + MAX_FORWARDED + " URLs in a URL", origin);
          return;
        }
        var inner = Urls.of(query.substring(start, end));
        if (inner.file() != null
            || inner.place() == HostPlace.METADATA
            || inner.place() == HostPlace.LOOPBACK
            || inner.place() == HostPlace.PRIVATE) {
          inner.addTo(action.sink, method, sends, origin);
          if (inner.file() != null) {
            PathEffects.reads(action.sink, Paths.of(inner.file(), action.surroundings), origin);
          }
        }
      }
      var next = PercentCoding.decode(query);
      if (next.equals(query)) {
        return;
      }
      query = next;
    }
  }

  private static boolean isSchemeChar(char c) {
    return SecretValues.isWordChar(c) || c == '+' || c == '-';
  }

  /** {@code host} with or without {@code port} and {@code scheme}. */
  private void host(JsonObject object) {
    for (var i = 0; i < object.size(); i++) {
      var plain = Fields.plain(object.nameAt(i));
      if ((plain.equals("host")
              || plain.equals("hostname")
              || plain.equals("domain")
              || plain.equals("server"))
          && object.valueAt(i) instanceof JsonString text
          && !text.value().isBlank()) {
        found = true;
        var url = Urls.of(text.value());
        var port = object.get("port") instanceof JsonNumber n ? (int) n.value() : url.port();
        var origin = action.at(object.nameAt(i), text.value());
        for (var host : url.hosts()) {
          action.sink.add(
              new Effect.Connects(
                  host.host(), port, url.scheme(), method, sends, host.place(), origin));
        }
        if (url.doubt() != null) {
          action.sink.unresolved(url.doubt(), origin);
        }
      }
    }
  }
}
