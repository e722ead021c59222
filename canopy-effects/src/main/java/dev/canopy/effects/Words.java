package dev.canopy.effects;

import dev.canopy.shell.Span;
import dev.canopy.shell.Word;
import dev.canopy.shell.WordPart;
import java.util.ArrayList;
import java.util.List;

/** Small work on the words of a command. */
final class Words {
  /** What {@link Word#text} has where text is unknown. */
  private static final char UNKNOWN_TEXT = '\uFFFD';

  private Words() {}

  /** The word without its first {@code count} characters, which are known text. */
  static Word after(Word word, int count) {
    if (count == 0) {
      return word;
    }
    if (word.isExact()) {
      return Word.of(word.text().substring(count), word.span());
    }
    var parts = new ArrayList<WordPart>(word.parts().size());
    var first = word.knownPrefix().substring(count);
    if (!first.isEmpty()) {
      parts.add(new WordPart.Text(first));
    }
    for (var i = 1; i < word.parts().size(); i++) {
      parts.add(word.parts().get(i));
    }
    return new Word(parts, word.span());
  }

  /** The words joined by spaces, as {@code ssh} and {@code eval} do. */
  static Word joined(List<Word> words, int from) {
    if (from == words.size() - 1) {
      return words.get(from);
    }
    var parts = new ArrayList<WordPart>();
    var text = new StringBuilder();
    for (var i = from; i < words.size(); i++) {
      if (i > from) {
        text.append(' ');
      }
      for (var part : words.get(i).parts()) {
        if (part instanceof WordPart.Text t) {
          text.append(t.text());
        } else {
          if (text.length() > 0) {
            parts.add(new WordPart.Text(text.toString()));
            text.setLength(0);
          }
          parts.add(part);
        }
      }
    }
    if (text.length() > 0) {
      parts.add(new WordPart.Text(text.toString()));
    }
    var span =
        new Span(
            words.get(from).span().start(),
            Math.max(words.get(from).span().start(), words.get(words.size() - 1).span().end()));
    return new Word(parts, span);
  }

  /** True if the word may be no word or several, so that it may hold options. */
  static boolean splits(Word word) {
    if (word.isExact()) {
      return false;
    }
    for (var part : word.parts()) {
      if (part instanceof WordPart.Unknown unknown && unknown.splits()) {
        return true;
      }
    }
    return false;
  }

  /** What an effect says about a word that is no path: a name, an argument. */
  static Operand operand(Word word) {
    if (word.isExact()) {
      return Operand.exact(word.text());
    }
    var text = word.text();
    if (text.indexOf(UNKNOWN_TEXT) < 0) {
      return new Operand(text, text, Certainty.PATTERN);
    }
    return new Operand(word.knownPrefix(), text, Certainty.UNKNOWN);
  }

  /** The operands for the words from {@code from} on, in a list that is not copied again. */
  static List<Operand> operands(List<Word> words, int from) {
    var count = words.size() - from;
    return switch (count) {
      case 0 -> List.of();
      case 1 -> List.of(operand(words.get(from)));
      case 2 -> List.of(operand(words.get(from)), operand(words.get(from + 1)));
      default -> {
        var operands = new Operand[count];
        for (var i = 0; i < count; i++) {
          operands[i] = operand(words.get(from + i));
        }
        yield List.of(operands);
      }
    };
  }

  /** Whether a word has the form {@code NAME=value}. */
  static boolean isAssignment(Word word) {
    return assignedName(word.knownPrefix()) > 0;
  }

  /** The length of the name in {@code NAME=value}, or 0. */
  static int assignedName(String text) {
    for (var i = 0; i < text.length(); i++) {
      var c = text.charAt(i);
      if (c == '=') {
        return i;
      }
      var letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
      if (!letter && (i == 0 || c < '0' || c > '9')) {
        return 0;
      }
    }
    return 0;
  }
}
