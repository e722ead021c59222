package dev.canopy.effects;

import dev.canopy.shell.Word;

/**
 * {@code git checkout}: a branch, or paths whose changes are lost. After {@code --} all are paths;
 * so is every operand after the first, and a first that cannot be a branch.
 */
final class GitCheckoutSyntax implements Syntax {
  @Override
  public void read(ProgramReader program) {
    if (program.has("branch")) {
      return;
    }
    var operands = program.operands();
    var after = afterDashes(program);
    for (var i = 0; i < operands.size(); i++) {
      var word = operands.get(i);
      if (after > 0 ? i >= operands.size() - after : i > 0 || isPath(word)) {
        program
            .sink()
            .add(new Effect.Destroys("git_worktree", Words.operand(word), program.at(word)));
      }
    }
  }

  /** How many words follow {@code --}. */
  private static int afterDashes(ProgramReader program) {
    var words = program.invocation.words();
    for (var i = program.invocation.from() + 1; i < words.size(); i++) {
      if (words.get(i).text().equals("--")) {
        return words.size() - i - 1;
      }
    }
    return 0;
  }

  /** True if a first operand is rather a path than a branch. */
  private static boolean isPath(Word word) {
    var text = word.text();
    if (word.hasGlob()
        || text.equals(".")
        || text.startsWith("./")
        || text.startsWith("../")
        || text.startsWith(":")
        || text.endsWith("/")) {
      return true;
    }
    var dot = text.lastIndexOf('.');
    if (dot <= 0 || dot >= text.length() - 1 || text.length() - dot > 6) {
      return text.startsWith(".");
    }
    for (var i = dot + 1; i < text.length(); i++) {
      var c = text.charAt(i);
      if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'))) {
        return false;
      }
    }
    return true;
  }
}
