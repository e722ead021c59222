package dev.canopy.effects;

/** {@code busybox} and {@code toybox}: the first operand is the program. */
final class AppletSyntax implements Syntax {
  @Override
  public void read(ProgramReader program) {
    program.command(program.operands(), 0);
  }
}
