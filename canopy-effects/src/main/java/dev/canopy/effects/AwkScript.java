package dev.canopy.effects;

import dev.canopy.shell.Word;

/**
 * An awk program, token by token: {@code system}, pipes, {@code getline} and output redirections
 * are what matters. A redirection is told from a comparison by standing after {@code print} outside
 * of parentheses.
 */
final class AwkScript {
  private final String text;
  private final Word word;
  private final ProgramReader program;
  private int at;

  /** The string literal that was just read, or null. */
  private String literal = "";

  private boolean hasLiteral;

  /** The last token is an operand, so that a slash divides. */
  private boolean afterOperand;

  private boolean printing;
  private int parentheses;

  AwkScript(String text, Word word, ProgramReader program) {
    this.text = text;
    this.word = word;
    this.program = program;
  }

  void read() {
    while (at < text.length()) {
      var c = text.charAt(at);
      if (c == '#') {
        while (at < text.length() && text.charAt(at) != '\n') {
          at++;
        }
      } else if (c == '"') {
        literal = string();
        hasLiteral = true;
        afterOperand = true;
        continue;
      } else if (c == '/' && !afterOperand) {
        regex();
        afterOperand = true;
      } else if (isNameStart(c)) {
        name();
        continue;
      } else {
        operator(c);
        continue;
      }
      hasLiteral = false;
    }
  }

  private void operator(char c) {
    at++;
    var next = at < text.length() ? text.charAt(at) : '\0';
    switch (c) {
      case ' ', '\t', '\r', '\\' -> {
        return;
      }
      case '\n', ';', '}', '{' -> {
        printing = false;
        parentheses = 0;
        afterOperand = false;
      }
      case '(' -> {
        parentheses++;
        afterOperand = false;
      }
      case ')' -> {
        parentheses--;
        afterOperand = true;
      }
      case ']' -> afterOperand = true;
      case '|' -> pipe(next);
      case '>' -> greater(next);
      case '@' -> program.unresolved("the awk program loads another", word);
      default -> afterOperand = (c >= '0' && c <= '9') || c == '.';
    }
    hasLiteral = false;
  }

  private void pipe(char next) {
    if (next == '|') {
      at++;
      afterOperand = false;
      return;
    }
    if (next == '&') {
      at++;
    }
    var before = hasLiteral ? literal : null;
    blanks();
    if (text.startsWith("getline", at)) {
      if (before == null) {
        program.unresolved("the awk program runs a command that is not known", word);
      } else {
        program.shellText(Word.of(before, word.span()));
      }
      return;
    }
    target(false);
  }

  private void greater(char next) {
    if (next == '=') {
      at++;
    } else if (printing && parentheses <= 0) {
      if (next == '>') {
        at++;
      }
      target(true);
    }
    afterOperand = false;
  }

  /** What a print goes to: a file or a command. */
  private void target(boolean file) {
    blanks();
    var known = at < text.length() && text.charAt(at) == '"';
    var name = known ? string() : "";
    blanks();
    var end = at >= text.length() ? ';' : text.charAt(at);
    known &= end == ';' || end == '}' || end == '\n' || end == ')' || end == '#';
    if (!known) {
      program.unresolved(
          file
              ? "which file the awk program writes is not known"
              : "the awk program runs a command that is not known",
          word);
    } else if (file) {
      program.writes(Word.of(name, word.span()), Effect.Writes.Mode.TRUNCATE);
    } else {
      program.shellText(Word.of(name, word.span()));
    }
    afterOperand = false;
  }

  private void name() {
    var start = at;
    while (at < text.length() && (isNameStart(text.charAt(at)) || isDigit(text.charAt(at)))) {
      at++;
    }
    var before = hasLiteral;
    hasLiteral = false;
    afterOperand = true;
    switch (text.substring(start, at)) {
      case "print", "printf" -> {
        printing = true;
        parentheses = 0;
        afterOperand = false;
      }
      case "system" -> system();
      case "getline" -> {
        if (!before) {
          input();
        }
      }
      case "return", "in", "case" -> afterOperand = false;
      default -> {}
    }
  }

  private void system() {
    blanks();
    if (at < text.length() && text.charAt(at) == '(') {
      at++;
      blanks();
      if (at < text.length() && text.charAt(at) == '"') {
        var command = string();
        blanks();
        if (at < text.length() && text.charAt(at) == ')') {
          program.shellText(Word.of(command, word.span()));
          parentheses++;
          return;
        }
      }
      parentheses++;
    }
    program.unresolved("the awk program runs a command that is not known", word);
  }

  /** {@code getline < "file"}. */
  private void input() {
    blanks();
    var after = at;
    while (after < text.length()
        && (isNameStart(text.charAt(after)) || isDigit(text.charAt(after)))) {
      after++;
    }
    while (after < text.length() && text.charAt(after) == ' ') {
      after++;
    }
    if (after < text.length() && text.charAt(after) == '<') {
      at = after + 1;
      blanks();
      if (at < text.length() && text.charAt(at) == '"') {
        var file = string();
        if (file.startsWith("/inet")) {
          program.unresolved("the awk program opens a connection", word);
        } else {
          program.reads(Word.of(file, word.span()));
        }
      }
    }
  }

  private void blanks() {
    while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
      at++;
    }
  }

  private String string() {
    var value = new StringBuilder();
    at++;
    while (at < text.length() && text.charAt(at) != '"') {
      var c = text.charAt(at++);
      if (c == '\\' && at < text.length()) {
        var escaped = text.charAt(at++);
        switch (escaped) {
          case 'n' -> value.append('\n');
          case 't' -> value.append('\t');
          case '"', '\\', '/' -> value.append(escaped);
          default -> value.append('\\').append(escaped);
        }
      } else {
        value.append(c);
      }
    }
    at++;
    var read = value.toString();
    if (read.startsWith("/inet")) {
      program.unresolved("the awk program opens a connection", word);
    }
    return read;
  }

  private void regex() {
    at++;
    while (at < text.length() && text.charAt(at) != '/' && text.charAt(at) != '\n') {
      if (text.charAt(at) == '\\') {
        at++;
      }
      at++;
    }
    at++;
  }

  private static boolean isNameStart(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }
}
