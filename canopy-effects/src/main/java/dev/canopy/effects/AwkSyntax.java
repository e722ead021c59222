package dev.canopy.effects;

/** {@code awk}: the program is the first operand unless {@code -f} names a file. */
final class AwkSyntax implements Syntax {
  @Override
  public void read(ProgramReader program) {
    var operands = program.operands();
    var at = 0;
    if (!program.has("script") && !operands.isEmpty()) {
      var code = operands.get(at++);
      if (code.isExact()) {
        new AwkScript(code.text(), code, program).read();
      } else {
        program.unresolved("the awk program is not known", code);
      }
    }
    for (; at < operands.size(); at++) {
      var operand = operands.get(at);
      if (!Words.isAssignment(operand) && !operand.text().equals("-")) {
        program.reads(operand);
        program.produced().addFile(operand);
      }
    }
  }
}
