package dev.canopy.effects;

import dev.canopy.shell.Span;
import dev.canopy.shell.Word;
import dev.canopy.shell.WordPart;
import java.util.ArrayList;
import java.util.List;

/** GNU {@code parallel}: a command for every argument after {@code :::}, or every line of input. */
final class ParallelSyntax implements Syntax {
  /** More jobs of one command tell nothing new. */
  private static final int MAX_JOBS = 200;

  @Override
  public void read(ProgramReader program) {
    var command = new ArrayList<Word>();
    var values = new ArrayList<Word>();
    var separator = "";
    for (var word : program.operands()) {
      var text = word.text();
      if (text.equals(":::")
          || text.equals(":::+")
          || text.equals("::::")
          || text.equals("::::+")) {
        separator = text;
      } else if (separator.isEmpty()) {
        command.add(word);
      } else if (separator.startsWith("::::")) {
        program.reads(word);
        values.add(lines(word.span()));
      } else {
        values.add(word);
      }
    }
    if (separator.isEmpty()) {
      values.addAll(XargsSyntax.lines(program));
    }
    for (var i = 0; i < values.size() && i < MAX_JOBS; i++) {
      run(command, values.get(i), program);
    }
    if (values.size() > MAX_JOBS) {
      program.unresolved("more than " + MAX_JOBS + " jobs", values.get(MAX_JOBS));
    }
  }

  private static Word lines(Span span) {
    return new Word(List.of(new WordPart.Unknown("the lines of a file", List.of(), true)), span);
  }

  private static void run(List<Word> command, Word value, ProgramReader program) {
    if (command.isEmpty()) {
      program.shellText(value);
      return;
    }
    // The value is quoted; the command is shell text.
    var words = new ArrayList<Word>(command.size() + 1);
    var replaced = false;
    for (var word : command) {
      var with = Placeholders.replace(word, "{}", quoted(value));
      for (var form : new String[] {"{.}", "{/}", "{//}", "{/.}", "{1}"}) {
        with = Placeholders.replace(with, form, quoted(value));
      }
      replaced |= !with.equals(word);
      words.add(with);
    }
    if (!replaced) {
      words.add(quoted(value));
    }
    program.shellText(Words.joined(words, 0));
    // With -q, or in other programs of this name, the words stay words.
    var kept = new ArrayList<Word>(command.size() + 1);
    for (var word : command) {
      kept.add(Placeholders.replace(word, "{}", value));
    }
    if (!replaced) {
      kept.add(value);
    }
    program.command(kept, 0);
  }

  /** The word as it stands in shell text. */
  static Word quoted(Word word) {
    if (!word.isExact()) {
      return word;
    }
    var text = word.text();
    for (var i = 0; i < text.length(); i++) {
      var c = text.charAt(i);
      var plain =
          (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || (c >= '0' && c <= '9')
              || "-_./:=,@%+".indexOf(c) >= 0;
      if (!plain) {
        return Word.of("'" + text.replace("'", "'\\''") + "'", word.span());
      }
    }
    return text.isEmpty() ? Word.of("''", word.span()) : word;
  }
}
