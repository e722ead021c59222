package dev.canopy.effects;

/** {@code chmod MODE FILE…}: the mode may give a program the rights of its owner. */
final class ChmodSyntax implements Syntax {
  @Override
  public void read(ProgramReader program) {
    var operands = program.operands();
    var at = program.has("mode") ? 0 : 1;
    if (at == 1 && !operands.isEmpty()) {
      var mode = operands.get(0);
      if (!mode.isExact()) {
        program.unresolved("the mode is not known", mode);
      } else if (setsId(mode.text())) {
        program.sink().add(new Effect.Escalates("set-uid", program.at(mode)));
      }
    }
    for (; at < operands.size(); at++) {
      program.writes(operands.get(at), Effect.Writes.Mode.METADATA);
    }
  }

  /** {@code u+s}, {@code 4755}, {@code a=rwxs}. */
  private static boolean setsId(String mode) {
    var digits = !mode.isEmpty();
    var adds = false;
    for (var i = 0; i < mode.length(); i++) {
      var c = mode.charAt(i);
      digits &= c >= '0' && c <= '7';
      if (c == '+' || c == '=') {
        adds = true;
      } else if (c == '-' || c == ',') {
        adds = false;
      } else if (c == 's' && adds) {
        return true;
      }
    }
    if (!digits || mode.length() < 4) {
      return false;
    }
    var special = mode.charAt(mode.length() - 4);
    return special >= '2' && special <= '7';
  }
}
