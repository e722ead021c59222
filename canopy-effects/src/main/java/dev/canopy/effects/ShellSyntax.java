package dev.canopy.effects;

/** Shells: {@code sh -c TEXT}, {@code sh SCRIPT}, or commands on the standard input. */
final class ShellSyntax implements Syntax {
  @Override
  public void read(ProgramReader program) {
    var operands = program.operands();
    if (program.has("command")) {
      if (!operands.isEmpty()) {
        program
            .shell
            .code()
            .code(
                "shell",
                operands.get(0),
                program.name(),
                operands.subList(1, operands.size()),
                program.invocation);
      }
    } else if (!operands.isEmpty() && !program.has("stdin")) {
      if (program.has("noexec")) {
        program.reads(operands.get(0));
      } else {
        program.shell.code().script(operands.get(0), program.name(), program.invocation);
      }
    } else if (!program.has("noexec")) {
      program.shell.code().input("shell", program.name(), program.invocation);
    }
  }
}
