package dev.canopy.shell;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a part of the text writes to its standard output, as far as it is known. */
final class Output {
  private final Values.Parts parts = new Values.Parts();
  private byte @Nullable [] bytes;
  private final List<Integer> writers = new ArrayList<>(1);

  /** How many branches that may not run were around when this began. */
  final int branchesAround;

  Output(int branchesAround) {
    this.branchesAround = branchesAround;
  }

  void known(int writer, Word text) {
    bytes = text.text().isEmpty() && text.isExact() ? bytes : null;
    writers.add(writer);
    if (parts.size() + text.text().length() > Limits.VALUE_LENGTH) {
      parts.part(new WordPart.Unknown("a long output", List.of(writer), false));
    } else {
      parts.all(text);
    }
  }

  /** Bytes that are no text. */
  void bytes(int writer, String program, byte[] written) {
    bytes = writers.isEmpty() && parts.size() == 0 ? written : null;
    var kept = bytes;
    unknown(writer, program);
    bytes = kept;
  }

  /** The bytes of all the output, if they are known but no text. */
  byte @Nullable [] toBytes() {
    return bytes;
  }

  void unknown(int writer, String program) {
    bytes = null;
    writers.add(writer);
    parts.part(new WordPart.Unknown("output of `" + program + "`", List.of(writer), false));
  }

  void unknown(String why) {
    parts.part(new WordPart.Unknown(why, List.of(), false));
  }

  /** What a command gets that reads it. */
  Input toInput() {
    var word = parts.toWord(0, 0);
    if (word.isExact()) {
      return new Input.Known(word.text());
    }
    return !Values.sources(word).isEmpty() || word.text().equals("\uFFFD")
        ? new Input.Piped(writers)
        : new Input.Partial(word);
  }

  /** The value of a command substitution: the newlines at its end are cut off. */
  Word toValue() {
    var word = parts.toWord(0, 0);
    if (word.isExact()) {
      return Values.known(trimmed(word.text()));
    }
    if (word.parts().size() == 1
        && word.parts().get(0) instanceof WordPart.Unknown only
        && only.sources().size() == 1
        && writers.size() == 1) {
      return new Word(
          List.of(new WordPart.Unknown(only.why(), only.sources(), only.splits(), true)), 0, 0);
    }
    var all = new ArrayList<>(word.parts());
    var last = all.size() - 1;
    if (all.get(last) instanceof WordPart.Text t) {
      all.set(last, new WordPart.Text(trimmed(t.text())));
    }
    return new Word(all, 0, 0);
  }

  private static String trimmed(String text) {
    var end = text.length();
    while (end > 0 && text.charAt(end - 1) == '\n') {
      end--;
    }
    return text.substring(0, end);
  }
}
