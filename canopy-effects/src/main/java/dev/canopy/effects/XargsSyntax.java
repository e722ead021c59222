package dev.canopy.effects;

import dev.canopy.shell.Input;
import dev.canopy.shell.Word;
import dev.canopy.shell.WordPart;
import java.util.ArrayList;
import java.util.List;

/** {@code xargs}: the command's last words come from the standard input. */
final class XargsSyntax implements Syntax {
  /** More words from a known text tell nothing new; the rest is taken as unknown. */
  private static final int MAX_WORDS = 200;

  @Override
  public void read(ProgramReader program) {
    var words = program.operands();
    if (words.isEmpty()) {
      return;
    }
    var placeholder = "";
    var lines = false;
    for (var use : program.arguments.options) {
      var value = use.value();
      switch (use.option().name()) {
        case "-I", "--replace", "-i", "-J" -> {
          placeholder = value == null ? "{}" : value.text();
          lines = true;
        }
        case "-a", "--arg-file" -> {
          if (value != null) {
            program.reads(value);
          }
        }
        case "-d", "--delimiter", "-0", "--null", "-L" -> lines = true;
        default -> {}
      }
    }
    var added = program.has("file") ? unknown(program) : input(program, lines);
    if (placeholder.isEmpty()) {
      var command = new ArrayList<Word>(words);
      command.addAll(added);
      program.command(command, 0);
      return;
    }
    for (var one : added) {
      var command = new ArrayList<Word>(words.size());
      for (var word : words) {
        command.add(Placeholders.replace(word, placeholder, one));
      }
      program.command(command, 0);
    }
  }

  /** The words on the standard input. */
  static List<Word> input(ProgramReader program, boolean lines) {
    var invocation = program.invocation;
    var scope = invocation.scope();
    var input = scope.input(invocation.command());
    if (input instanceof Input.Known known) {
      return split(known.text(), lines, program);
    }
    if (input instanceof Input.Piped piped && piped.sources().size() == 1) {
      var source = piped.sources().get(0);
      var from = scope.inputScope(invocation.command());
      if (source >= 0 && source < from.reading.commands().size()) {
        var listing = from.produced(source).listing;
        if (!listing.isEmpty()) {
          return listing;
        }
      }
    }
    return unknown(program);
  }

  private static List<Word> unknown(ProgramReader program) {
    return List.of(
        new Word(
            List.of(new WordPart.Unknown("the lines of its input", List.of(), true)),
            program.invocation.program().span()));
  }

  private static List<Word> split(String text, boolean lines, ProgramReader program) {
    var words = new ArrayList<Word>();
    var span = program.invocation.program().span();
    var word = new StringBuilder();
    var quote = '\0';
    for (var i = 0; i <= text.length(); i++) {
      var c = i < text.length() ? text.charAt(i) : '\n';
      var blank = c == '\n' || c == 0 || (!lines && (c == ' ' || c == '\t'));
      if (quote != 0 && c == quote) {
        quote = '\0';
      } else if (quote == 0 && !lines && (c == '"' || c == '\'')) {
        quote = c;
      } else if (quote == 0 && blank) {
        if (word.length() > 0) {
          words.add(Word.of(word.toString(), span));
          word.setLength(0);
        }
        if (words.size() > MAX_WORDS) {
          words.addAll(unknown(program));
          return words;
        }
      } else {
        word.append(c);
      }
    }
    if (word.length() > 0) {
      words.add(Word.of(word.toString(), span));
    }
    return words;
  }
}
