package dev.canopy.effects;

import dev.canopy.shell.Word;

/** {@code sed}: scripts that may write, read and run, and files that may be changed in place. */
final class SedSyntax implements Syntax {
  @Override
  public void read(ProgramReader program) {
    var script = program.has("script");
    for (var use : program.arguments.options) {
      var value = use.value();
      if (value != null
          && (use.option().name().equals("-e") || use.option().name().equals("--expression"))) {
        script(value, program);
      }
    }
    var operands = program.operands();
    var at = 0;
    if (!script && !operands.isEmpty()) {
      script(operands.get(at++), program);
    }
    var inPlace = program.has("in-place");
    // BSD: `sed -i '' s/a/b/ file`.
    if (inPlace && !script && operands.size() > 1 && operands.get(0).text().isEmpty()) {
      script(operands.get(at++), program);
    }
    for (; at < operands.size(); at++) {
      program.reads(operands.get(at));
      if (inPlace) {
        program.writes(operands.get(at), Effect.Writes.Mode.TRUNCATE);
      } else {
        program.produced().addFile(operands.get(at));
      }
    }
  }

  private static void script(Word word, ProgramReader program) {
    if (word.isExact()) {
      new SedScript(word.text(), word, program).read();
    } else {
      program.unresolved("the sed script is not known", word);
    }
  }
}
