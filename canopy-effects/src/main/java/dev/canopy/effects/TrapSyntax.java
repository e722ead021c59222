package dev.canopy.effects;

/**
 * {@code trap TEXT SIGNAL…}: shell text that runs later. Before every command, if the signal is
 * {@code DEBUG}: whoever sets that watches or changes all that follows.
 */
final class TrapSyntax implements Syntax {
  @Override
  public void read(ProgramReader program) {
    var operands = program.operands();
    if (operands.size() < 2) {
      return;
    }
    var text = operands.get(0);
    if (text.isExact() && (text.text().isEmpty() || text.text().equals("-"))) {
      return;
    }
    program.shellText(text);
    for (var signal : operands.subList(1, operands.size())) {
      if (signal.text().equalsIgnoreCase("DEBUG")) {
        program.sink().add(new Effect.PoisonsEnvironment("trap DEBUG", program.at(signal)));
      }
    }
  }
}
