package dev.canopy.effects;

import dev.canopy.shell.Word;
import dev.canopy.shell.WordPart;
import java.util.ArrayList;
import java.util.List;

/** The {@code {}} of {@code find}, {@code xargs} and {@code parallel}. */
final class Placeholders {
  private Placeholders() {}

  /** The word with every placeholder in its known text replaced. */
  static Word replace(Word word, String placeholder, Word by) {
    if (placeholder.isEmpty() || !word.text().contains(placeholder)) {
      return word;
    }
    var parts = new ArrayList<WordPart>();
    var text = new StringBuilder();
    for (var part : word.parts()) {
      if (!(part instanceof WordPart.Text t)) {
        flush(text, parts);
        parts.add(part);
        continue;
      }
      var all = t.text();
      var start = 0;
      for (var at = all.indexOf(placeholder); at >= 0; at = all.indexOf(placeholder, start)) {
        text.append(all, start, at);
        for (var inner : by.parts()) {
          if (inner instanceof WordPart.Text i) {
            text.append(i.text());
          } else {
            flush(text, parts);
            parts.add(inner);
          }
        }
        start = at + placeholder.length();
      }
      text.append(all, start, all.length());
    }
    flush(text, parts);
    return new Word(parts, word.span());
  }

  private static void flush(StringBuilder text, List<WordPart> parts) {
    if (text.length() > 0) {
      parts.add(new WordPart.Text(text.toString()));
      text.setLength(0);
    }
  }
}
