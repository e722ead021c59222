package dev.canopy.effects;

import dev.canopy.json.JsonArray;
import dev.canopy.json.JsonObject;
import dev.canopy.json.JsonString;
import dev.canopy.json.JsonValue;
import java.util.Locale;

/** {@code run_code}: a language and a text in it. */
final class CodeActions {
  private CodeActions() {}

  static void read(Action action, String given, JsonValue payload) {
    if (Action.isEmpty(payload)) {
      action.malformed("the payload holds no code");
    } else if (payload instanceof JsonString text) {
      run(action, language(given), "", text.value());
    } else if (payload instanceof JsonArray list) {
      var texts = Action.strings(list);
      if (texts == null) {
        action.malformed("the payload holds no code");
      } else {
        for (var text : texts) {
          run(action, language(given), "", text);
        }
      }
    } else if (payload instanceof JsonObject object) {
      object(action, given, object);
    } else {
      action.malformed("the payload is " + payload.kind() + ", not code");
    }
  }

  private static void object(Action action, String given, JsonObject object) {
    var language = language(given);
    for (var i = 0; i < object.size(); i++) {
      if (isLanguage(Fields.plain(object.nameAt(i)))
          && object.valueAt(i) instanceof JsonString name) {
        language = name.value().strip().toLowerCase(Locale.ROOT);
      }
    }
    var found = false;
    for (var i = 0; i < object.size(); i++) {
      var name = object.nameAt(i);
      var plain = Fields.plain(name);
      if (!isCode(plain)) {
        continue;
      }
      var value = object.valueAt(i);
      if (value instanceof JsonString text && !text.value().isBlank()) {
        found = true;
        run(action, language, name, text.value());
      } else if (Action.strings(value) != null) {
        found = true;
        run(action, language, name, String.join("\n", Action.strings(value)));
      } else {
        action.malformed("`" + name + "` is not code");
      }
    }
    if (!found) {
      action.malformed("the payload holds no code");
    }
  }

  private static boolean isLanguage(String plain) {
    return switch (plain) {
      case "language", "lang", "kernel", "runtime", "interpreter" -> true;
      default -> false;
    };
  }

  private static boolean isCode(String plain) {
    return switch (plain) {
      case "code",
          "script",
          "source",
          "program",
          "snippet",
          "input",
          "query",
          "cell",
          "expression",
          "sourcecode",
          "pythoncode",
          "command",
          "cmd",
          "function" ->
          true;
      default -> false;
    };
  }

  /** The language that the name of a tool says: {@code run_python}. */
  private static String language(String given) {
    var name = ActionTypeNames.plain(given);
    if (name.contains("python") || name.contains("jupyter")) {
      return "python";
    }
    if (name.contains("javascript") || name.contains("node") || name.endsWith("jsrepl")) {
      return "javascript";
    }
    if (name.endsWith("ruby") || name.endsWith("perl") || name.endsWith("php")) {
      return name;
    }
    return "";
  }

  /** Adds what code would do. */
  static void run(Action action, String language, String field, String code) {
    switch (language) {
      case "sh", "bash", "shell", "zsh", "dash", "ksh", "console" ->
          ShellActions.text(action, field, code);
      case "powershell", "pwsh", "ps1" ->
          ShellActions.code(action, field, "powershell", "-Command", code);
      case "cmd", "batch", "bat" -> ShellActions.code(action, field, "cmd", "/c", code);
      case "sql" -> SqlEffects.read(action, field, code);
      case "python", "py", "python3", "ipython", "jupyter" ->
          ShellActions.code(action, field, "python3", "-c", code);
      case "javascript", "js", "node", "nodejs" ->
          ShellActions.code(action, field, "node", "-e", code);
      case "ruby", "rb" -> ShellActions.code(action, field, "ruby", "-e", code);
      case "perl" -> ShellActions.code(action, field, "perl", "-e", code);
      case "php" -> ShellActions.code(action, field, "php", "-r", code);
      default ->
          action.sink.unresolved(
              language.isEmpty()
                  ? "what the code does is not known"
                  : "what this " + Hosts.printable(language) + " code does is not known",
              action.at(field, code));
    }
  }
}
