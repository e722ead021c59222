package dev.canopy.effects;

import dev.canopy.shell.Word;

/** {@code git push [REMOTE [REFSPEC…]]}: a plus forces, an empty source deletes. */
final class GitPushSyntax implements Syntax {
  @Override
  public void read(ProgramReader program) {
    var operands = program.operands();
    var remote =
        operands.isEmpty()
            ? Word.of("origin", program.invocation.program().span())
            : operands.get(0);
    GitRemote.open(remote, true, program);
    program.sink().add(new Effect.Changes("repository", Words.operand(remote), program.origin()));
    for (var i = 1; i < operands.size(); i++) {
      var word = operands.get(i);
      var ref = word.knownPrefix();
      if (ref.isEmpty()) {
        program.unresolved("which ref is pushed is not known", word);
      } else if (ref.charAt(0) == '+') {
        program
            .sink()
            .add(new Effect.Destroys("git_history", Words.operand(word), program.at(word)));
      } else if (ref.charAt(0) == ':' && !(ref.length() == 1 && word.isExact())) {
        program
            .sink()
            .add(new Effect.Destroys("repository", Words.operand(word), program.at(word)));
      }
    }
  }
}
