package dev.canopy.effects;

/** The operands of {@code dd}: {@code if=FILE of=FILE bs=…}. */
final class DdSyntax implements Syntax {
  @Override
  public void read(ProgramReader program) {
    for (var word : program.operands()) {
      var text = word.knownPrefix();
      var equals = text.indexOf('=');
      var key = equals < 0 ? "" : text.substring(0, equals);
      switch (key) {
        case "if" -> program.reads(Words.after(word, 3));
        case "of" -> program.writes(Words.after(word, 3), Effect.Writes.Mode.TRUNCATE);
        case "bs",
            "cbs",
            "conv",
            "count",
            "ibs",
            "iflag",
            "obs",
            "oflag",
            "seek",
            "oseek",
            "skip",
            "iseek",
            "status",
            "speed",
            "files" -> {}
        default -> program.unresolved("unknown operand `" + word.text() + "` of `dd`", word);
      }
    }
  }
}
