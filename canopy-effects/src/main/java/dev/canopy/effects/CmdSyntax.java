package dev.canopy.effects;

import dev.canopy.shell.Word;
import dev.canopy.shell.WordPart;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * {@code cmd /c TEXT}: commands between {@code & && || |}, double quotes, carets, and the built-in
 * commands. What batch computes ({@code %X%}, {@code for}, {@code if}) is not followed.
 */
final class CmdSyntax implements Syntax {
  @Override
  public void read(ProgramReader program) {
    var words = program.operands();
    for (var i = 0; i < words.size(); i++) {
      var text = words.get(i).knownPrefix().toLowerCase(Locale.ROOT);
      switch (text) {
        case "/c", "/k", "/r" -> {
          if (i + 1 < words.size()) {
            text(program, Words.joined(words, i + 1));
          }
          return;
        }
        case "/?" -> {
          return;
        }
        case "/d", "/s", "/q", "/a", "/u", "/e:on", "/e:off", "/v:on", "/v:off" -> {}
        default -> {
          if (text.startsWith("/c")) {
            text(program, Words.after(Words.joined(words, i), 2));
            return;
          }
          program.unresolved("unknown switch `" + text + "` of cmd.exe", words.get(i));
        }
      }
    }
    program.unresolved("a cmd.exe that takes its commands from its standard input", words);
  }

  /** Adds what a text for cmd.exe would do. */
  static void text(ProgramReader program, Word code) {
    var text = code.isExact() ? code.text() : code.knownPrefix();
    if (!code.isExact() || text.indexOf('%') >= 0 || text.indexOf('!') >= 0) {
      program.unresolved("a value in a text for cmd.exe", code);
    }
    var command = new ArrayList<String>();
    var word = new StringBuilder();
    var begun = false;
    var quoted = false;
    for (var i = 0; i <= text.length(); i++) {
      var c = i == text.length() ? '\n' : text.charAt(i);
      if (c == '"') {
        quoted = !quoted;
        begun = true;
      } else if (c == '^' && !quoted && i + 1 < text.length()) {
        i++;
        word.append(text.charAt(i));
        begun = true;
      } else if (c == '\n' || (!quoted && (c == ' ' || c == '\t' || "&|()".indexOf(c) >= 0))) {
        if (begun) {
          command.add(word.toString());
          word.setLength(0);
          begun = false;
        }
        if (c != ' ' && c != '\t' && !command.isEmpty()) {
          command(program, code, command);
          command = new ArrayList<>();
        }
      } else {
        word.append(c);
        begun = true;
      }
    }
  }

  private static void command(ProgramReader program, Word code, List<String> words) {
    var kept = new ArrayList<String>(words.size());
    for (var i = 0; i < words.size(); i++) {
      var text = words.get(i);
      var arrow = text.indexOf('>');
      if (arrow >= 0 && arrow <= 1) {
        var at = text.lastIndexOf('>') + 1;
        var target =
            at < text.length() ? text.substring(at) : i + 1 < words.size() ? words.get(++i) : "";
        if (!target.isEmpty() && !target.startsWith("&") && !target.equalsIgnoreCase("nul")) {
          program.writes(path(target, code), Effect.Writes.Mode.TRUNCATE);
        }
      } else {
        kept.add(text);
      }
    }
    if (kept.isEmpty()) {
      return;
    }
    var name = kept.get(0).toLowerCase(Locale.ROOT);
    if (name.startsWith("@")) {
      name = name.substring(1);
    }
    if (name.endsWith(".exe")) {
      name = name.substring(0, name.length() - 4);
    }
    switch (name) {
      case "echo",
          "dir",
          "cd",
          "chdir",
          "ver",
          "vol",
          "cls",
          "rem",
          "title",
          "color",
          "pause",
          "exit",
          "setlocal",
          "endlocal",
          "pushd",
          "popd",
          "path",
          "prompt",
          "" -> {}
      case "type", "more" -> {
        for (var path : operands(kept, code)) {
          program.reads(path);
        }
      }
      case "del", "erase" -> deletes(program, kept, code, hasSwitch(kept, "/s"));
      case "rd", "rmdir" -> deletes(program, kept, code, hasSwitch(kept, "/s"));
      case "md", "mkdir" -> {
        for (var path : operands(kept, code)) {
          program.writes(path, Effect.Writes.Mode.CREATE);
        }
      }
      case "format" ->
          program
              .sink()
              .add(
                  new Effect.ChangesSystem(
                      "devices", Operand.exact(String.join(" ", kept)), program.at(code)));
      case "shutdown" ->
          program
              .sink()
              .add(
                  new Effect.ChangesSystem(
                      "power", Operand.exact(String.join(" ", kept)), program.at(code)));
      case "for", "if", "call", "start", "set", "goto", "setx", "assoc", "ftype", "mklink" ->
          program.unresolved("`" + name + "` of cmd.exe is not followed", code);
      default -> {
        if (program.shell.models.find(name) == null) {
          program.unresolved("unknown program `" + Hosts.printable(name) + "`", code);
          return;
        }
        var command = new ArrayList<Word>(kept.size());
        command.add(Word.of(name, code.span()));
        for (var text : kept.subList(1, kept.size())) {
          command.add(word(text, code));
        }
        program.command(command, 0);
      }
    }
  }

  private static void deletes(ProgramReader program, List<String> words, Word code, boolean tree) {
    var paths = operands(words, code);
    if (paths.isEmpty()) {
      program.unresolved("what is deleted is not known", code);
    }
    for (var path : paths) {
      program.deletes(path, tree);
    }
  }

  private static boolean hasSwitch(List<String> words, String name) {
    for (var word : words) {
      if (word.toLowerCase(Locale.ROOT).startsWith(name)) {
        return true;
      }
    }
    return false;
  }

  private static List<Word> operands(List<String> words, Word code) {
    var operands = new ArrayList<Word>(2);
    for (var word : words.subList(1, words.size())) {
      if (!word.startsWith("/")) {
        operands.add(path(word, code));
      }
    }
    return operands;
  }

  /** A word that names a file; both slashes mean the same. */
  private static Word path(String text, Word code) {
    return word(text.replace('\\', '/'), code);
  }

  private static Word word(String text, Word code) {
    var percent = text.indexOf('%');
    if (percent < 0) {
      return Word.of(text, code.span());
    }
    var hole = new WordPart.Unknown("a variable of cmd.exe", List.of(), false);
    return new Word(
        percent == 0 ? List.of(hole) : List.of(new WordPart.Text(text.substring(0, percent)), hole),
        code.span());
  }
}
