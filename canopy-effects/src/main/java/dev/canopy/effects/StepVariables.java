package dev.canopy.effects;

import dev.canopy.shell.Command;
import dev.canopy.shell.Input;
import dev.canopy.shell.Word;
import dev.canopy.shell.WordPart;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Lines of the form {@code NAME=value} that a command writes to {@code $GITHUB_ENV}: variables of
 * the later steps of a CI job. They are judged as variables that are set here.
 */
final class StepVariables {
  private StepVariables() {}

  /** True if the word is {@code $GITHUB_ENV}, which the text does not set itself. */
  static boolean isFile(Word word) {
    return word.parts().size() == 1
        && word.parts().get(0) instanceof WordPart.Unknown unknown
        && unknown.why().equals("`$GITHUB_ENV` is not set here");
  }

  /** Judges the variables that a command writes there; false if it is not known which they are. */
  static boolean set(Command command, Origin origin, Surroundings here, EffectSink sink) {
    var lines = lines(command);
    if (lines == null) {
      return false;
    }
    for (var line : lines) {
      if (!Words.isAssignment(line)) {
        return false;
      }
    }
    for (var line : lines) {
      var length = Words.assignedName(line.knownPrefix());
      var name = line.knownPrefix().substring(0, length);
      var value = Words.after(line, length + 1);
      if (Environment.effectOf(name, value, true, here) == Environment.Meaning.POISONS) {
        sink.add(new Effect.PoisonsEnvironment(name, origin));
      }
    }
    return true;
  }

  /** The lines that a command writes; null if they are not known. */
  private static @Nullable List<Word> lines(Command command) {
    var words = command.words();
    switch (words.get(0).text()) {
      case "echo" -> {
        // With options or escapes there may be more lines than one.
        if (words.size() < 2
            || words.get(1).text().startsWith("-")
            || Words.joined(words, 1).text().indexOf('\\') >= 0) {
          return null;
        }
        return split(Words.joined(words, 1));
      }
      case "cat" -> {
        return words.size() == 1 && command.input() instanceof Input.Known known
            ? split(Word.of(known.text().stripTrailing(), words.get(0).span()))
            : null;
      }
      default -> {
        return null;
      }
    }
  }

  /** The lines of a text, cut where its known part has a line's end. */
  private static List<Word> split(Word text) {
    var lines = new ArrayList<Word>();
    var line = new ArrayList<WordPart>();
    for (var part : text.parts()) {
      if (!(part instanceof WordPart.Text known)) {
        line.add(part);
        continue;
      }
      var pieces = known.text().split("\n", -1);
      for (var i = 0; i < pieces.length; i++) {
        if (i > 0) {
          lines.add(new Word(line, text.span()));
          line = new ArrayList<>();
        }
        if (!pieces[i].isEmpty()) {
          line.add(new WordPart.Text(pieces[i]));
        }
      }
    }
    lines.add(new Word(line, text.span()));
    return lines;
  }
}
