package dev.canopy.effects;

import dev.canopy.json.JsonArray;
import dev.canopy.json.JsonBoolean;
import dev.canopy.json.JsonNull;
import dev.canopy.json.JsonObject;
import dev.canopy.json.JsonString;
import dev.canopy.json.JsonValue;
import dev.canopy.shell.Command;
import dev.canopy.shell.Input;
import dev.canopy.shell.ShellReading;
import dev.canopy.shell.Span;
import dev.canopy.shell.Word;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code execute_shell}: a text, a list of words, or an object with either under one of the names
 * that hosts use. Every command that is there is judged.
 */
final class ShellActions {
  private final Action action;
  private Map<String, String> known = Map.of();
  private boolean found;
  private boolean goesOn;

  /** The shell that the payload names, if it has another syntax; else empty. */
  private String foreign = "";

  private ShellActions(Action action) {
    this.action = action;
  }

  static void read(Action action, JsonValue payload) {
    if (Action.isEmpty(payload)) {
      action.malformed("the payload holds no command");
    } else if (payload instanceof JsonString text) {
      text(action, "", text.value());
    } else if (payload instanceof JsonArray list) {
      var words = Action.strings(list);
      if (words == null) {
        action.malformed("the words of a command are not texts");
      } else {
        new ShellActions(action).list("", words);
      }
    } else if (payload instanceof JsonObject object) {
      new ShellActions(action).object(object);
    } else {
      action.malformed("the payload is " + payload.kind() + ", not a command");
    }
  }

  /** A shell text. */
  static void text(Action action, String field, String command) {
    shell(action).analyze(command, action.field(field));
  }

  /** A program with its arguments. */
  static void words(Action action, String field, List<String> words) {
    shell(action).analyze(words, action.field(field));
  }

  /** Code for an interpreter, as if it stood in {@code program option code}. */
  static void code(Action action, String field, String program, String option, String code) {
    var nowhere = new Span(0, 0);
    var whole = new Span(0, code.length());
    var words = List.of(Word.of(program, nowhere), Word.of(option, nowhere), Word.of(code, whole));
    var command =
        new Command(
            words,
            List.of(),
            List.of(),
            Input.Inherited.INHERITED,
            Word.of("", nowhere),
            false,
            whole);
    shell(action)
        .outermost(
            new ShellReading(List.of(command), List.of(), List.of()),
            Place.field(action.field(field)));
  }

  private static ShellEffects shell(Action action) {
    return new ShellEffects(ProgramModels.SHIPPED, action.surroundings, action.sink);
  }

  private void object(JsonObject object) {
    var positions = Action.positions(object);
    if (positions != null && !positions.items().isEmpty()) {
      command("args", positions);
    }
    for (var i = 0; i < object.size(); i++) {
      var plain = Fields.plain(object.nameAt(i));
      if (plain.equals("env") || plain.equals("environment")) {
        environment(object.nameAt(i), object.valueAt(i));
      } else if (isShellField(plain) && object.valueAt(i) instanceof JsonString shell) {
        foreign = foreign(shell.value());
      }
      goesOn |= namesSession(plain) && !isOff(object.valueAt(i));
    }
    for (var i = 0; i < object.size(); i++) {
      var name = object.nameAt(i);
      var plain = Fields.plain(name);
      var value = object.valueAt(i);
      if (plain.equals("kwargs") && value instanceof JsonObject named) {
        object(named);
      } else if (Fields.isCommand(plain) && !(isShellName(plain, value) && object.size() > 1)) {
        var arguments = arguments(object);
        if (arguments != null && value instanceof JsonString program) {
          found = true;
          var words = new ArrayList<String>(arguments.size() + 1);
          words.add(program.value());
          words.addAll(arguments);
          words(action, name, words);
          if (program.value().indexOf(' ') >= 0) {
            line(name, program.value() + " " + quoted(arguments));
          }
        } else {
          command(name, value);
        }
      }
    }
    standardInput(object);
    if (!found) {
      action.malformed("the payload holds no command");
    }
  }

  /** Fields by which hosts say that the text is typed into a shell that is running. */
  private static boolean namesSession(String plain) {
    return switch (plain) {
      case "session",
          "sessionid",
          "shellid",
          "shellsession",
          "terminal",
          "terminalid",
          "tty",
          "pty",
          "interactive",
          "persistent",
          "isinput" ->
          true;
      default -> false;
    };
  }

  private static boolean isOff(JsonValue value) {
    return value == JsonNull.NULL
        || value == JsonBoolean.FALSE
        || (value instanceof JsonString text
            && (text.value().isEmpty() || text.value().equalsIgnoreCase("false")));
  }

  /** {@code "shell": "bash"} or {@code "shell": true} says which shell, not what. */
  private static boolean isShellName(String plain, JsonValue value) {
    return plain.equals("shell")
        && (!(value instanceof JsonString text) || text.value().indexOf(' ') < 0);
  }

  private static boolean isShellField(String plain) {
    return switch (plain) {
      case "shell",
          "shelltype",
          "shellname",
          "shellpath",
          "executable",
          "interpreter",
          "terminal" ->
          true;
      default -> false;
    };
  }

  /** {@code powershell} or {@code cmd}, if that is the shell's name or path; else empty. */
  private static String foreign(String shell) {
    var start = Math.max(shell.lastIndexOf('/'), shell.lastIndexOf('\\')) + 1;
    var name = shell.substring(start).toLowerCase(Locale.ROOT);
    return switch (name) {
      case "powershell", "powershell.exe", "pwsh", "pwsh.exe", "ps", "ps1" -> "powershell";
      case "cmd", "cmd.exe", "batch", "bat" -> "cmd";
      default -> "";
    };
  }

  /** The arguments that stand beside a command, or null. */
  private static @Nullable List<String> arguments(JsonObject object) {
    var args = object.get("args");
    if (args == null) {
      args = object.get("arguments");
    }
    return args == null ? null : Action.strings(args);
  }

  private static String quoted(List<String> words) {
    var text = new StringBuilder();
    for (var word : words) {
      text.append(text.length() == 0 ? "'" : " '").append(word.replace("'", "'\\''")).append('\'');
    }
    return text.toString();
  }

  private void command(String name, JsonValue value) {
    if (value == JsonNull.NULL) {
      return;
    }
    found = true;
    if (value instanceof JsonString text) {
      if (text.value().isBlank()) {
        action.malformed("`" + name + "` is empty");
      } else {
        line(name, text.value());
      }
      return;
    }
    var words = Action.strings(value);
    if (words == null) {
      action.malformed("`" + name + "` is " + value.kind() + ", not a command");
      return;
    }
    list(name, words);
  }

  /**
   * Words of one command, or several commands: a first word with blanks in it names no program, so
   * it is a command of its own.
   */
  private void list(String name, List<String> words) {
    var lines = words.get(0).indexOf(' ') > 0;
    if (!lines || (words.size() > 1 && !name.endsWith("s"))) {
      words(action, name, words);
    }
    if (lines || name.endsWith("s")) {
      for (var line : words) {
        if (line.indexOf(' ') > 0 || (lines && !line.startsWith("-"))) {
          line(name, line);
        }
      }
    }
  }

  /** A shell text that finds the variables of the payload. */
  private void line(String field, String command) {
    if (!foreign.isEmpty()) {
      var option = foreign.equals("cmd") ? "/c" : "-Command";
      code(action, field, foreign, option, command);
      return;
    }
    var shell = shell(action);
    if (goesOn) {
      shell.goesOn();
    }
    shell.analyze(command, known, action.field(field));
  }

  private void environment(String name, JsonValue value) {
    if (!(value instanceof JsonObject variables)) {
      return;
    }
    for (var i = 0; i < variables.size(); i++) {
      var variable = variables.nameAt(i);
      if (!(variables.valueAt(i) instanceof JsonString text)) {
        continue;
      }
      var word = Word.of(text.value(), new Span(0, text.value().length()));
      if (Environment.effectOf(variable, word, true, action.surroundings)
          == Environment.Meaning.POISONS) {
        action.sink.add(
            new Effect.PoisonsEnvironment(
                variable, action.at(name + "." + variable, text.value())));
      }
      if (known.isEmpty()) {
        known = new HashMap<>();
      }
      known.put(variable, text.value());
    }
  }

  /** What a command is given to read may be a program itself: {@code sh} with a script. */
  private void standardInput(JsonObject object) {
    var command = object.get("command");
    if (object.size() == 1 || !(command instanceof JsonString)) {
      return;
    }
    for (var name : new String[] {"stdin", "input"}) {
      if (object.get(name) instanceof JsonString input
          && command instanceof JsonString program
          && !input.value().isBlank()) {
        var end = "END_OF_INPUT";
        while (input.value().contains(end)) {
          end += "_";
        }
        text(
            action,
            name,
            program.value() + " <<'" + end + "'\n" + input.value() + "\n" + end + "\n");
      }
    }
  }
}
