package dev.canopy.effects;

import dev.canopy.shell.Input;
import dev.canopy.shell.Word;
import dev.canopy.shell.WordPart;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code xargs}: the command's last words come from the standard input, all at once or some at a
 * time.
 */
final class XargsSyntax implements Syntax {
  /** More words from a known text tell nothing new; the rest is taken as unknown. */
  private static final int MAX_WORDS = 200;

  /** How the input is cut into words. */
  private static final class Cut {
    /** The sign between words; 0 for blanks, quotes and backslashes as xargs has them. */
    char sign;

    /** True if {@link #sign} counts and nothing else does. */
    boolean bySign;

    /** True if each line is one word, {@code -I}. */
    boolean lines;

    /** True if it cannot be said what the words are. */
    boolean unknown;
  }

  @Override
  public void read(ProgramReader program) {
    var words = program.operands();
    if (words.isEmpty()) {
      return;
    }
    var placeholder = "";
    var cut = new Cut();
    var atOnce = Integer.MAX_VALUE;
    for (var use : program.arguments.options) {
      var value = use.value();
      switch (use.option().name()) {
        case "-I", "--replace", "-i", "-J" -> {
          placeholder = value == null ? "{}" : value.text();
          cut.lines = true;
          cut.unknown |= value != null && !value.isExact();
        }
        case "-a", "--arg-file" -> {
          if (value != null) {
            program.reads(value);
          }
        }
        case "-0", "--null" -> cut.bySign = true;
        case "-d", "--delimiter" -> {
          cut.bySign = true;
          cut.sign = value == null ? '\0' : delimiter(value, cut);
        }
        case "-n", "--max-args" -> atOnce = value == null ? 1 : number(value);
        case "-L", "-l", "--max-lines", "-s", "--max-chars", "-E", "-e", "--eof" ->
            cut.unknown = true;
        default -> {}
      }
    }
    var added = program.has("file") || cut.unknown ? unknown(program) : input(program, cut);
    if (placeholder.isEmpty()) {
      if (atOnce < 1) {
        added = unknown(program);
      }
      var from = 0;
      do {
        var to = (int) Math.min(added.size(), (long) from + Math.max(1, atOnce));
        var command = new ArrayList<Word>(words);
        command.addAll(added.subList(from, to));
        program.command(command, 0);
        from = to;
      } while (from < added.size());
      asMeant(words, program);
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

  /**
   * {@code xargs sh -c} hands the shell the first word of its input as the text and the others as
   * arguments. Whoever writes it means all of it, and with quotes or {@code -0} it would be; so the
   * whole is read as shell text too.
   */
  private static void asMeant(List<Word> words, ProgramReader program) {
    var last = words.get(words.size() - 1);
    if (words.size() < 2 || !last.isExact() || !last.text().endsWith("c")) {
      return;
    }
    var shell = words.get(words.size() - 2).text();
    var invocation = program.invocation;
    if (last.text().startsWith("-")
        && isShell(shell.substring(shell.lastIndexOf('/') + 1))
        && invocation.scope().input(invocation.command()) instanceof Input.Known known) {
      program.shellText(Word.of(known.text(), invocation.program().span()));
    }
  }

  private static boolean isShell(String name) {
    return switch (name) {
      case "sh", "bash", "dash", "zsh", "ksh", "ash" -> true;
      default -> false;
    };
  }

  private static int number(Word value) {
    var text = value.text();
    if (!value.isExact() || text.isEmpty() || text.length() > 6) {
      return 0;
    }
    for (var i = 0; i < text.length(); i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return 0;
      }
    }
    return Integer.parseInt(text);
  }

  private static char delimiter(Word value, Cut cut) {
    var text = value.text();
    if (value.isExact() && text.length() == 1) {
      return text.charAt(0);
    }
    switch (text) {
      case "\\n" -> {
        return '\n';
      }
      case "\\t" -> {
        return '\t';
      }
      case "\\0" -> {
        return '\0';
      }
      default -> {
        cut.unknown = true;
        return '\0';
      }
    }
  }

  /** The lines on the standard input, for programs other than xargs. */
  static List<Word> lines(ProgramReader program) {
    var cut = new Cut();
    cut.bySign = true;
    cut.sign = '\n';
    return input(program, cut);
  }

  /** The words on the standard input. */
  private static List<Word> input(ProgramReader program, Cut cut) {
    var invocation = program.invocation;
    var scope = invocation.scope();
    var input = scope.input(invocation.command());
    if (input instanceof Input.Known known) {
      return split(known.text(), cut, program);
    }
    if (input instanceof Input.Piped piped && piped.sources().size() == 1) {
      var source = piped.sources().get(0);
      var from = scope.inputScope(invocation.command());
      var lines = Outputs.lines(from, source, program.shell);
      if (!lines.isEmpty()) {
        return lines;
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

  private static List<Word> split(String text, Cut cut, ProgramReader program) {
    var words = new ArrayList<Word>();
    var span = program.invocation.program().span();
    var word = new StringBuilder();
    var begun = false;
    var quote = '\0';
    for (var i = 0; i <= text.length(); i++) {
      var atEnd = i == text.length();
      var c = atEnd ? '\n' : text.charAt(i);
      if (cut.bySign) {
        if (atEnd ? begun : c == cut.sign) {
          words.add(Word.of(word.toString(), span));
          word.setLength(0);
          begun = false;
        } else if (!atEnd) {
          word.append(c);
          begun = true;
        }
      } else if (quote != 0 && !atEnd) {
        if (c == quote) {
          quote = '\0';
        } else {
          word.append(c);
        }
      } else if (c == '"' || c == '\'') {
        quote = c;
        begun = true;
      } else if (c == '\\') {
        if (i + 1 < text.length()) {
          i++;
          word.append(text.charAt(i));
          begun = true;
        }
      } else if (c == '\n' || (!cut.lines && isBlank(c))) {
        if (begun) {
          words.add(Word.of(word.toString(), span));
          word.setLength(0);
          begun = false;
        }
      } else if (begun || !isBlank(c)) {
        word.append(c);
        begun = true;
      }
      if (words.size() > MAX_WORDS) {
        words.addAll(unknown(program));
        return words;
      }
    }
    return words;
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t';
  }
}
