package dev.canopy.effects;

import dev.canopy.shell.Span;
import dev.canopy.shell.Word;
import java.util.List;

/**
 * Code that stands in a command or a payload: {@code python -c}, {@code node -e}, here-documents
 * into interpreters, {@code run_code}. Python and JavaScript are read as far as {@link CodeReader}
 * goes; of the others only what plainly prints is known to do nothing.
 */
final class InlineCode {
  private InlineCode() {}

  /**
   * Where some code stands.
   *
   * @param shell takes the effects, and reads shell text inside the code
   * @param invocation the program that runs the code
   * @param span where the code is in the text of the invocation
   */
  record Place(
      ShellEffects shell, Invocation invocation, Span span, Origin origin, List<String> via) {}

  /** Adds what the code would do. */
  static void analyze(String language, String code, Place place) {
    switch (language) {
      case "python" -> new CodeReader(true, place).read(code);
      case "javascript" -> new CodeReader(false, place).read(code);
      case "vim" -> vim(code, place);
      case "ed" -> {
        for (var line : code.split("\n", -1)) {
          editor(line, place);
        }
      }
      case "sql" -> SqlShell.read(code, place);
      case "rpm" -> {
        if (code.contains("%(") || code.contains("%{lua:")) {
          place.shell().sink.unresolved("an rpm macro runs code", place.origin());
        }
      }
      case "fzf" -> KeyBindings.analyze(code, place);
      default -> {
        if (!isPlain(code) && !(language.equals("perl") && PerlSubstitutions.isAll(code))) {
          place
              .shell()
              .sink
              .unresolved("what this " + language + " code does is not known", place.origin());
        }
      }
    }
  }

  /**
   * Perl, Ruby, PHP, Lua: one print of literals, numbers and plain variables, without quotes that
   * run commands.
   */
  private static boolean isPlain(String code) {
    var text = code.strip();
    var verb = 0;
    while (verb < text.length() && Character.isLetter(text.charAt(verb))) {
      verb++;
    }
    switch (text.substring(0, verb)) {
      case "print", "puts", "p", "say", "echo", "printf" -> {}
      default -> {
        return false;
      }
    }
    for (var i = verb; i < text.length(); i++) {
      var c = text.charAt(i);
      if (c == '"' || c == '\'') {
        var end = text.indexOf(c, i + 1);
        if (end < 0) {
          return false;
        }
        // Interpolation may call; a backslash may hide the end.
        for (var j = i + 1; j < end; j++) {
          var d = text.charAt(j);
          if (d == '\\'
              && j + 1 < end
              && (text.charAt(j + 1) == 'n' || text.charAt(j + 1) == 't')) {
            continue;
          }
          if (d == '#' || d == '@' || d == '{' || d == '\\' || d == '$') {
            return false;
          }
        }
        i = end;
      } else if (!(c >= '0' && c <= '9') && " \t\n+-*/().,;%".indexOf(c) < 0) {
        return false;
      }
    }
    return true;
  }

  private static void vim(String code, Place place) {
    for (var line : code.split("\\|", -1)) {
      editor(line, place);
    }
  }

  /** A command of ex: {@code !cmd}, {@code w file}, {@code %s/a/b/}, {@code wq}. */
  private static void editor(String line, Place place) {
    var text = line.strip();
    while (text.startsWith(":") || text.startsWith("%")) {
      text = text.substring(1).strip();
    }
    var bang = text.indexOf('!');
    if (bang == 0 || text.startsWith("r !") || text.startsWith("w !") || text.startsWith("r!")) {
      place
          .shell()
          .text(
              Word.of(text.substring(bang + 1), place.span()),
              List.of(),
              place.invocation(),
              place.via());
      return;
    }
    var verb = 0;
    while (verb < text.length() && Character.isLetter(text.charAt(verb))) {
      verb++;
    }
    var known =
        switch (text.substring(0, verb)) {
          case "",
              "q",
              "qa",
              "wq",
              "wqa",
              "x",
              "w",
              "wa",
              "set",
              "syntax",
              "p",
              "d",
              "s",
              "sort",
              "noh",
              "normal",
              "a",
              "i",
              "c",
              "g",
              "P",
              "H",
              "n" ->
              true;
          default -> false;
        };
    if (text.startsWith("w ") || text.startsWith("w! ")) {
      place
          .shell()
          .files
          .writes(
              Word.of(text.substring(text.indexOf(' ') + 1).strip(), place.span()),
              Effect.Writes.Mode.TRUNCATE,
              false,
              place.invocation().here(),
              place.origin());
    } else if (!known || text.startsWith("normal") || text.startsWith("g")) {
      place.shell().sink.unresolved("what the editor does is not known", place.origin());
    }
  }
}
