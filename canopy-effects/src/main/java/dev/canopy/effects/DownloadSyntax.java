package dev.canopy.effects;

import dev.canopy.shell.Word;

/** {@code curl} and {@code wget}: URLs, and files that are named after them. */
final class DownloadSyntax implements Syntax {
  @Override
  public void read(ProgramReader program) {
    var method = program.method();
    if (method.isEmpty()) {
      method = program.sendsData() ? "POST" : "GET";
    }
    for (var operand : program.operands()) {
      url(operand, method, program);
    }
    for (var use : program.arguments.options) {
      if (use.option().name().equals("--url") && use.value() != null) {
        url(use.value(), method, program);
      }
    }
  }

  private static void url(Word word, String method, ProgramReader program) {
    program.shell.connections.url(
        word, method, program.sendsData(), program.here(), program, program.at(word));
    if (program.has("named") && !program.has("output")) {
      var text = word.text();
      var scheme = text.indexOf("://");
      var start = scheme < 0 ? 0 : scheme + 3;
      var end = text.length();
      for (var i = start; i < text.length(); i++) {
        if (text.charAt(i) == '?' || text.charAt(i) == '#') {
          end = i;
          break;
        }
      }
      var slash = text.lastIndexOf('/', end - 1);
      var name = slash < start ? "" : text.substring(slash + 1, end);
      var file = Word.of(name.isEmpty() ? "index.html" : name, word.span());
      if (word.isExact()) {
        program.writes(file, Effect.Writes.Mode.CREATE);
        program.shell.stage(file, program.here());
      } else {
        program.writes(Word.of(".", word.span()), Effect.Writes.Mode.CREATE);
      }
    }
  }
}
