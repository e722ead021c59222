package dev.canopy.shell;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Programs that only make an output of their words and input: what they write is computed. */
final class PureCommands {
  private PureCommands() {}

  /** The output of a command; null if it is none of these, or is not known. */
  static @Nullable Word output(Evaluator shell, List<Word> words, Input input) throws Unreadable {
    return switch (words.get(0).text()) {
      case ":", "true", "false", "cd", "export", "set", "unset", "shift", "test", "[" ->
          Values.EMPTY;
      case "echo" -> echo(words, shell.dialect());
      case "printf" ->
          words.size() > 1 && words.get(1).text().startsWith("-")
              ? null
              : Printf.output(words.subList(1, words.size()));
      default -> null;
    };
  }

  private static @Nullable Word echo(List<Word> words, ShellDialect dialect) {
    var newline = true;
    var escapes = dialect == ShellDialect.ZSH;
    var at = 1;
    options:
    while (at < words.size()) {
      var word = words.get(at);
      if (!word.isExact()) {
        break;
      }
      switch (word.text()) {
        case "-n" -> newline = false;
        case "-e" -> escapes = true;
        case "-ne", "-en" -> {
          newline = false;
          escapes = true;
        }
        case "-E" -> escapes = false;
        default -> {
          break options;
        }
      }
      at++;
    }
    for (var word : words.subList(at, words.size())) {
      for (var part : word.parts()) {
        if (!(part instanceof WordPart.Text) && !(part instanceof WordPart.Unknown)) {
          return null;
        }
      }
    }
    var text = Values.join(words.subList(at, words.size()), " ");
    if (at >= words.size()) {
      text = Values.EMPTY;
    }
    if (text.text().indexOf('\\') >= 0) {
      if (!text.isExact()) {
        return null;
      }
      var out = new StringBuilder();
      if (!AnsiQuoting.text(text.text(), AnsiQuoting.Style.ECHO, out)) {
        return null;
      }
      var stop = out.indexOf(String.valueOf(AnsiQuoting.STOP));
      if (stop >= 0) {
        out.setLength(stop);
        newline = false;
      }
      var same = out.toString().equals(text.text());
      if (!escapes && dialect != ShellDialect.BASH && !same) {
        // dash and zsh read escapes without being told, bash does not.
        return null;
      }
      if (escapes) {
        text = Values.known(out.toString());
      }
    }
    if (!newline) {
      return text;
    }
    var line = new Values.Parts();
    line.all(text);
    line.text('\n');
    return line.toWord(0, 0);
  }
}
