package dev.canopy.effects;

import dev.canopy.shell.Word;

/** {@code git config [get|set|…] KEY [VALUE]}. */
final class GitConfigSyntax implements Syntax {
  @Override
  public void read(ProgramReader program) {
    var operands = program.operands();
    var at = 0;
    if (!operands.isEmpty()) {
      switch (operands.get(0).text()) {
        case "get", "list", "unset", "rename-section", "remove-section", "edit", "get-color" -> {
          return;
        }
        case "set" -> at = 1;
        default -> {}
      }
    }
    if (program.has("reads") || operands.size() - at < 2) {
      return;
    }
    set(operands.get(at), operands.get(at + 1), program);
  }

  private static void set(Word key, Word value, ProgramReader program) {
    if (!key.isExact()) {
      program.unresolved("which setting of git is set is not known", key);
    } else if (GitSettings.poisons(key.text(), value.isExact() ? value.text() : "!")) {
      program
          .sink()
          .add(new Effect.Persists("git_config", Operand.exact(key.text()), program.at(key)));
      if (value.isExact() && value.text().startsWith("!")) {
        program.shellText(Words.after(value, 1));
      }
    }
  }
}
