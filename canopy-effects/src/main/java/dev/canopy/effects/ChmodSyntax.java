package dev.canopy.effects;

import dev.canopy.shell.Word;

/** {@code chmod MODE FILE…}: the mode may give a program the rights of its owner. */
final class ChmodSyntax implements Syntax {
  @Override
  public void read(ProgramReader program) {
    var operands = program.operands();
    var at = program.has("mode") ? 0 : 1;
    if (at == 1 && !operands.isEmpty()) {
      mode(operands.get(0), program);
    }
    for (; at < operands.size(); at++) {
      program.writes(operands.get(at), Effect.Writes.Mode.METADATA);
    }
  }

  /** What giving a file this mode means. */
  static void mode(Word mode, ProgramReader program) {
    if (!mode.isExact()) {
      program.unresolved("the mode is not known", mode);
      return;
    }
    if (setsId(mode.text())) {
      program.sink().add(new Effect.Escalates("set-uid", program.at(mode)));
    }
    if (opensToAll(mode.text())) {
      program.sink().add(new Effect.Escalates("world-writable", program.at(mode)));
    }
  }

  /**
   * Lets every user write: {@code 777}, {@code o+w}, {@code a=rw}, {@code u=rw,o+w}. Not {@code
   * +w}, which the umask limits, and not {@code 1777}, where each may remove only its own.
   */
  static boolean opensToAll(String mode) {
    var digits = !mode.isEmpty();
    for (var i = 0; i < mode.length(); i++) {
      digits &= mode.charAt(i) >= '0' && mode.charAt(i) <= '7';
    }
    if (digits) {
      var sticky = mode.length() > 3 && ((mode.charAt(mode.length() - 4) - '0') & 1) != 0;
      return !sticky && ((mode.charAt(mode.length() - 1) - '0') & 2) != 0;
    }
    var others = false;
    var gives = false;
    var opens = false;
    for (var i = 0; i < mode.length(); i++) {
      switch (mode.charAt(i)) {
        case ',' -> {
          others = false;
          gives = false;
        }
        case 'o', 'a' -> others |= !gives;
        case '+', '=' -> gives = true;
        case '-' -> gives = false;
        case 'w' -> opens |= others && gives;
        default -> {}
      }
    }
    return opens;
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
