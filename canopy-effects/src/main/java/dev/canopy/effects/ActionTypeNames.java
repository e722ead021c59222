package dev.canopy.effects;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The names that mean a built-in type, from {@code action-types.txt}. */
final class ActionTypeNames {
  private ActionTypeNames() {}

  /** Loaded when a name is not plainly built in. */
  private static final class Aliases {
    static final Map<String, String> TABLE = load();

    private static Map<String, String> load() {
      var table = new HashMap<String, String>(512);
      Resources.words(
          "action-types.txt",
          words -> {
            table.put(plain(words[0]), words[0]);
            for (var i = 1; i < words.length; i++) {
              table.put(plain(words[i]), words[0]);
            }
          });
      return table;
    }
  }

  /** The name that rules see. */
  static String resolve(String given) {
    if (isBuiltIn(given)) {
      return given;
    }
    var known = builtIn(given);
    if (known != null) {
      return known;
    }
    if (given.startsWith("mcp__") && given.indexOf("__", 5) > 5) {
      return ActionType.CALL_TOOL;
    }
    return lower(given);
  }

  /** The built-in type that a name means, or null. */
  static @Nullable String builtIn(String given) {
    var found = Aliases.TABLE.get(plain(given));
    if (found != null) {
      return found;
    }
    var colon = given.lastIndexOf(':');
    if (colon >= 0) {
      found = Aliases.TABLE.get(plain(given.substring(colon + 1)));
      if (found != null) {
        return found;
      }
    }
    // `container.exec` runs commands, but `calendar.read` reads no file.
    var dot = Math.max(given.lastIndexOf('.'), given.lastIndexOf('/'));
    if (dot >= 0) {
      found = Aliases.TABLE.get(plain(given.substring(dot + 1)));
      if (ActionType.EXECUTE_SHELL.equals(found) || ActionType.RUN_CODE.equals(found)) {
        return found;
      }
    }
    return null;
  }

  private static boolean isBuiltIn(String name) {
    return switch (name) {
      case ActionType.EXECUTE_SHELL,
          ActionType.MODIFY_FILE,
          ActionType.CALL_EXTERNAL_API,
          ActionType.READ_FILE,
          ActionType.DELETE_FILE,
          ActionType.RUN_CODE,
          ActionType.QUERY_DATABASE,
          ActionType.CALL_TOOL,
          ActionType.SEND_MESSAGE,
          ActionType.SPEND_MONEY ->
          true;
      default -> false;
    };
  }

  /** ASCII letters in lower case; others stay, so that look-alikes stay different. */
  private static String lower(String given) {
    for (var i = 0; i < given.length(); i++) {
      if (given.charAt(i) >= 0x80) {
        var out = new StringBuilder(given.length());
        for (var j = 0; j < given.length(); j++) {
          var c = given.charAt(j);
          out.append(c >= 'A' && c <= 'Z' ? (char) (c + 32) : c);
        }
        return out.toString();
      }
    }
    return given.toLowerCase(Locale.ROOT);
  }

  /** The name without case, `_`, `-` and blanks: {@code runCommand} is {@code run_command}. */
  static String plain(String name) {
    var out = new StringBuilder(name.length());
    for (var i = 0; i < name.length(); i++) {
      var c = name.charAt(i);
      if (c >= 'A' && c <= 'Z') {
        out.append((char) (c + 32));
      } else if (c != '_' && c != '-' && c != ' ') {
        out.append(c);
      }
    }
    return out.toString();
  }
}
