package dev.canopy.effects;

import dev.canopy.shell.Word;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code tar}: old-style letters without a dash; what the archive and the members are depends on
 * the mode; {@code -C} holds for what comes after it and not for the archive.
 */
final class TarSyntax implements Syntax {
  private static final String WITH_VALUE = "fCbHIKLNTVXgF";

  @Override
  public List<Word> rewrite(List<Word> words, int from) {
    if (from + 1 >= words.size() || !words.get(from + 1).isExact()) {
      return words;
    }
    var bundle = words.get(from + 1);
    var letters = bundle.text();
    if (letters.isEmpty() || letters.charAt(0) == '-') {
      return words;
    }
    var rewritten = new ArrayList<Word>(words.size() + letters.length());
    rewritten.addAll(words.subList(0, from + 1));
    var next = from + 2;
    for (var i = 0; i < letters.length(); i++) {
      rewritten.add(Word.of("-" + letters.charAt(i), bundle.span()));
      if (WITH_VALUE.indexOf(letters.charAt(i)) >= 0 && next < words.size()) {
        rewritten.add(words.get(next++));
      }
    }
    rewritten.addAll(words.subList(next, words.size()));
    return rewritten;
  }

  @Override
  public void read(ProgramReader program) {
    var writes = program.has("create") || program.has("update");
    var directory = program.here();
    Word last = null;
    for (var use : program.arguments.options) {
      var value = use.value();
      if (value == null) {
        continue;
      }
      switch (use.option().name()) {
        case "-f", "--file" -> archive(value, writes, program);
        case "-C", "--directory", "--cd" -> {
          directory = program.shell.directory(directory, value);
          last = value;
        }
        case "--checkpoint-action" -> checkpoint(value, program);
        default -> {}
      }
    }
    if (program.has("extract") && !program.has("stdout")) {
      var span = last == null ? program.invocation.program().span() : last.span();
      var absolute = program.has("absolute");
      program.shell.files.writes(
          last != null && !last.isExact() ? last : Word.of(absolute ? "/" : ".", span),
          Effect.Writes.Mode.CREATE,
          true,
          directory,
          program.invocation.at(span));
    }
    if (writes) {
      for (var operand : program.operands()) {
        var origin = program.at(operand);
        program.shell.files.reads(operand, directory, origin);
        if (program.has("remove")) {
          program.shell.files.moves(operand, true, directory, origin);
        }
      }
    }
  }

  private static void archive(Word file, boolean writes, ProgramReader program) {
    var text = file.knownPrefix();
    if (text.equals("-") && file.isExact()) {
      return;
    }
    var colon = text.indexOf(':');
    var slash = text.indexOf('/');
    if (colon > 0 && (slash < 0 || colon < slash) && !program.has("local")) {
      program.shell.connections.host(
          Word.of(text.substring(0, colon), file.span()), "ssh", writes, program.at(file));
    } else if (writes) {
      program.writes(file, Effect.Writes.Mode.TRUNCATE);
    } else {
      program.reads(file);
    }
  }

  private static void checkpoint(Word action, ProgramReader program) {
    var text = action.knownPrefix();
    if (text.startsWith("exec=")) {
      program.shellText(Words.after(action, 5));
    } else if (!action.isExact()) {
      program.unresolved("the action is not known", action);
    }
  }
}
