package dev.canopy.effects;

import dev.canopy.json.JsonArray;
import dev.canopy.json.JsonObject;
import dev.canopy.json.JsonString;
import dev.canopy.json.JsonValue;

/**
 * What the arguments of a tool that nobody declared point at: addresses, commands, statements,
 * secrets, ways out of a directory. It can only tighten: no hint proves that a call is harmless.
 */
final class ToolHints {
  /** A value that is longer is a document, not a path, an address or a command. */
  private static final int MAX_LENGTH = 4096;

  /** Beyond this many arguments, or this deep, nobody means them one by one. */
  private static final int MAX_VALUES = 512;

  private static final int MAX_DEPTH = 8;

  private final Action action;
  private int values;

  private ToolHints(Action action) {
    this.action = action;
  }

  static void read(Action action, JsonObject arguments, String prefix) {
    new ToolHints(action).object(arguments, prefix, 0);
  }

  private void object(JsonObject object, String prefix, int depth) {
    for (var i = 0; i < object.size(); i++) {
      var name = object.nameAt(i);
      value(prefix + name, Fields.plain(name), object.valueAt(i), depth);
    }
  }

  private void value(String field, String plain, JsonValue value, int depth) {
    if (value instanceof JsonString text) {
      if (++values > MAX_VALUES) {
        action.sink.unresolved("more than " + MAX_VALUES + " arguments", Action.WHOLE);
      } else {
        text(field, plain, text.value());
      }
    } else if (value instanceof JsonObject || value instanceof JsonArray) {
      if (depth == MAX_DEPTH) {
        action.sink.unresolved("arguments nested too deeply", Action.WHOLE);
        return;
      }
      var words = isCommand(plain) ? Action.strings(value) : null;
      if (words != null) {
        ShellActions.words(action, field, words);
      } else if (value instanceof JsonObject inner) {
        object(inner, field + ".", depth + 1);
      } else if (value instanceof JsonArray array) {
        for (var item : array.items()) {
          if (values > MAX_VALUES) {
            return;
          }
          value(field, plain, item, depth + 1);
        }
      }
    }
  }

  private void text(String field, String plain, String given) {
    var value = given.strip();
    if (value.isEmpty()) {
      return;
    }
    var origin = action.at(field, given);
    if (value.length() > MAX_LENGTH) {
      if (isCommand(plain) || isAddress(plain) || isSql(plain) || Fields.isPlainlyPath(plain)) {
        action.sink.unresolved("an argument is longer than any of its kind", origin);
      }
      return;
    }
    if (isCommand(plain)) {
      ShellActions.text(action, field, value);
      return;
    }
    if (isSql(plain) || SqlShape.begins(value)) {
      SqlEffects.read(action, field, value);
    } else if (SqlShape.follows(value)) {
      action.sink.unresolved("a statement of SQL stands behind something else", origin);
    }
    if (value.indexOf("$(") >= 0 || value.indexOf("${IFS}") >= 0) {
      action.sink.unresolved("an argument holds a command substitution", origin);
    } else if (CommandShape.follows(value, action.surroundings)) {
      action.sink.unresolved("a command stands behind something else", origin);
    }
    address(plain, value, origin);
    path(plain, value, origin);
  }

  private static boolean isCommand(String plain) {
    return switch (plain) {
      case "command",
          "commands",
          "cmd",
          "cmds",
          "shellcommand",
          "bashcommand",
          "commandline",
          "cmdline",
          "argv",
          "exec" ->
          true;
      default -> false;
    };
  }

  private static boolean isSql(String plain) {
    return plain.equals("sql") || plain.equals("sqlquery") || plain.equals("sqlstatement");
  }

  private static boolean isAddress(String plain) {
    return plain.endsWith("url")
        || plain.endsWith("urls")
        || plain.equals("host")
        || plain.equals("hostname")
        || plain.equals("endpoint")
        || plain.equals("webhook");
  }

  private void address(String plain, String value, Origin origin) {
    if (value.indexOf("://") > 0 && Urls.looksLikeOne(value)) {
      var url = Urls.of(value);
      url.addTo(action.sink, "", false, origin);
      if (url.file() != null) {
        PathEffects.reads(action.sink, Paths.of(url.file(), action.surroundings), origin);
      }
      return;
    }
    if (value.indexOf(' ') < 0 && (isAddress(plain) || value.startsWith("169.254."))) {
      var url = Urls.of(value);
      if (url.place() == HostPlace.METADATA
          || (isAddress(plain)
              && (plain.endsWith("url")
                  || url.place() == HostPlace.PRIVATE
                  || url.place() == HostPlace.LOOPBACK))) {
        url.addTo(action.sink, "", false, origin);
      }
      return;
    }
    for (var at = value.indexOf("://"); at > 0; at = value.indexOf("://", at + 3)) {
      var end = at + 3;
      while (end < value.length() && value.charAt(end) > ' ' && value.charAt(end) != '"') {
        end++;
      }
      if (Urls.of("http" + value.substring(at, end)).place() == HostPlace.METADATA) {
        action.sink.unresolved("an argument names a cloud's instance metadata", origin);
        return;
      }
    }
  }

  private void path(String plain, String value, Origin origin) {
    if (value.indexOf('\n') >= 0) {
      return;
    }
    var pathLike =
        value.startsWith("/")
            || value.startsWith("~")
            || value.startsWith("./")
            || value.startsWith("../")
            || value.startsWith("..\\")
            || value.startsWith("%2e%2e")
            || value.startsWith("%2E%2E");
    if (!pathLike && !Fields.isPlainlyPath(plain)) {
      return;
    }
    var decoded = PercentCoding.decode(value);
    var path = Paths.of(decoded, action.surroundings);
    var climbed = path.climbed();
    if (Places.secret(path.path()) != null
        || (climbed != null && Places.secret(Operand.exact(climbed)) != null)) {
      action.sink.add(new Effect.ReadsSecret(path.path(), origin));
    }
    if (climbs(decoded)) {
      action.sink.unresolved("an argument climbs out of the directory it starts in", origin);
    }
  }

  /** More steps up than down before them; in an absolute path any step up. */
  private static boolean climbs(String path) {
    var depth = 0;
    var absolute = path.startsWith("/") || path.startsWith("~");
    for (var part : path.split("[/\\\\]", -1)) {
      if (part.equals("..")) {
        if (absolute || --depth < 0) {
          return true;
        }
      } else if (!part.isEmpty() && !part.equals(".")) {
        depth++;
      }
    }
    return false;
  }
}
