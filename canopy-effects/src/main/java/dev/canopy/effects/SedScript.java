package dev.canopy.effects;

import dev.canopy.shell.Word;

/**
 * A sed script, read command by command (POSIX and GNU). Only what writes, reads or runs matters;
 * what cannot be read is unresolved.
 */
final class SedScript {
  private final String text;
  private final Word word;
  private final ProgramReader program;
  private int at;

  SedScript(String text, Word word, ProgramReader program) {
    this.text = text;
    this.word = word;
    this.program = program;
  }

  void read() {
    while (at < text.length()) {
      var c = text.charAt(at);
      if (c == ' ' || c == '\t' || c == '\n' || c == ';' || c == '{' || c == '}') {
        at++;
      } else if (c == '#') {
        line();
      } else if (!address() || !command()) {
        program.unresolved("the sed script cannot be read", word);
        return;
      }
    }
  }

  private void blanks() {
    while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
      at++;
    }
  }

  /** Skips an address or a range; false if it does not end. */
  private boolean address() {
    for (var i = 0; i < 2; i++) {
      if (at >= text.length()) {
        return true;
      }
      var c = text.charAt(at);
      if (c == '/') {
        at++;
        if (!untilInRegex('/')) {
          return false;
        }
      } else if (c == '\\' && at + 1 < text.length()) {
        var end = text.charAt(at + 1);
        at += 2;
        if (!untilInRegex(end)) {
          return false;
        }
      } else if (!number()) {
        break;
      }
      while (at < text.length() && (text.charAt(at) == 'I' || text.charAt(at) == 'M')) {
        at++;
      }
      blanks();
      if (at < text.length() && text.charAt(at) == ',') {
        at++;
        blanks();
      } else {
        break;
      }
    }
    blanks();
    while (at < text.length() && text.charAt(at) == '!') {
      at++;
      blanks();
    }
    return true;
  }

  private boolean number() {
    var start = at;
    while (at < text.length() && "0123456789$~+".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
    return at > start;
  }

  /** Skips to after the next unescaped delimiter; false if there is none. */
  private boolean until(char end) {
    while (at < text.length()) {
      var c = text.charAt(at++);
      if (c == '\\') {
        at++;
      } else if (c == end) {
        return true;
      }
    }
    return false;
  }

  /** The same in a regular expression, where a delimiter in brackets is an ordinary character. */
  private boolean untilInRegex(char end) {
    while (at < text.length()) {
      var c = text.charAt(at++);
      if (c == '\\') {
        at++;
      } else if (c == end) {
        return true;
      } else if (c == '[' && end != '[') {
        bracket();
      }
    }
    return false;
  }

  private void bracket() {
    if (at < text.length() && text.charAt(at) == '^') {
      at++;
    }
    if (at < text.length() && text.charAt(at) == ']') {
      at++;
    }
    while (at < text.length() && text.charAt(at) != ']') {
      var c = text.charAt(at++);
      if (c == '[' && at < text.length() && ":.=".indexOf(text.charAt(at)) >= 0) {
        var close = text.indexOf(text.charAt(at) + "]", at + 1);
        at = close < 0 ? text.length() : close + 2;
      }
    }
    at++;
  }

  private boolean command() {
    if (at >= text.length()) {
      return true;
    }
    var c = text.charAt(at++);
    return switch (c) {
      case '{',
          '}',
          ';',
          '\n',
          '=',
          'd',
          'D',
          'g',
          'G',
          'h',
          'H',
          'n',
          'N',
          'p',
          'P',
          'x',
          'z',
          'F' ->
          true;
      case 'l', 'q', 'Q', 'L' -> {
        blanks();
        number();
        yield true;
      }
      case 'b', 't', 'T', ':', 'v' -> {
        label();
        yield true;
      }
      case 'a', 'i', 'c' -> {
        lines();
        yield true;
      }
      case 'r', 'R' -> file(false);
      case 'w', 'W' -> file(true);
      case 'e' -> {
        run();
        yield true;
      }
      case 's' -> substitute();
      case 'y' -> transliterate();
      default -> false;
    };
  }

  private void label() {
    while (at < text.length() && text.charAt(at) != '\n' && text.charAt(at) != ';') {
      at++;
    }
  }

  private void line() {
    while (at < text.length() && text.charAt(at) != '\n') {
      at++;
    }
  }

  /** The text of {@code a}, {@code i}, {@code c}: to the end of a line that does not end in a \. */
  private void lines() {
    while (at < text.length() && text.charAt(at) != '\n') {
      if (text.charAt(at) == '\\') {
        at++;
      }
      at++;
    }
  }

  private String rest() {
    blanks();
    var start = at;
    line();
    return text.substring(Math.min(start, text.length()), Math.min(at, text.length()));
  }

  private boolean file(boolean writes) {
    var name = rest();
    if (name.isEmpty()) {
      return false;
    }
    var path = Word.of(name, word.span());
    if (writes) {
      program.writes(path, Effect.Writes.Mode.TRUNCATE);
    } else {
      program.reads(path);
    }
    return true;
  }

  private void run() {
    var command = rest();
    if (command.isEmpty()) {
      program.unresolved("sed runs its input as commands", word);
    } else {
      program.shellText(Word.of(command, word.span()));
    }
  }

  private boolean substitute() {
    if (at >= text.length()) {
      return false;
    }
    var delimiter = text.charAt(at++);
    if (!untilInRegex(delimiter)) {
      return false;
    }
    var start = at;
    if (!until(delimiter)) {
      return false;
    }
    var replacement = text.substring(start, at - 1);
    while (at < text.length()) {
      var c = text.charAt(at);
      if (c == 'w') {
        at++;
        return file(true);
      }
      if (c == 'e') {
        at++;
        program.unresolved("sed runs `" + replacement + "` as a command", word);
        if (replacement.indexOf('&') < 0 && replacement.indexOf('\\') < 0) {
          program.shellText(Word.of(replacement, word.span()));
        }
      } else if ("gpiImM0123456789".indexOf(c) >= 0) {
        at++;
      } else {
        break;
      }
    }
    return true;
  }

  private boolean transliterate() {
    if (at >= text.length()) {
      return false;
    }
    var delimiter = text.charAt(at++);
    var from = until(delimiter);
    return from && until(delimiter);
  }
}
