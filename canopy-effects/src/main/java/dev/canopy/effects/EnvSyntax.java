package dev.canopy.effects;

import dev.canopy.shell.Word;
import java.util.ArrayList;
import java.util.List;

/** {@code env}: assignments, then a command; {@code -S} brings words of its own. */
final class EnvSyntax implements Syntax {
  private static final List<Act> ASSIGN = ActReader.acts("assign");

  @Override
  public void read(ProgramReader program) {
    var operands = program.operands();
    for (var use : program.arguments.options) {
      var value = use.value();
      if (value != null
          && (use.option().name().equals("-S") || use.option().name().equals("--split-string"))) {
        var words = new ArrayList<Word>(operands.size() + 1);
        words.add(value);
        for (var operand : operands) {
          words.add(ParallelSyntax.quoted(operand));
        }
        program.shellText(Words.joined(words, 0));
        return;
      }
    }
    var at = 0;
    while (at < operands.size()
        && (operands.get(at).text().equals("-") || Words.isAssignment(operands.get(at)))) {
      program.onWord(ASSIGN.get(0), operands.get(at++));
    }
    program.command(operands, at);
  }
}
