package dev.canopy.shell;

import java.util.ArrayList;
import java.util.List;

/** Makes and joins the values of variables and the words made of them. */
final class Values {
  private Values() {}

  static final Word EMPTY = new Word("", 0, 0);

  static Word known(String text) {
    return text.isEmpty() ? EMPTY : new Word(text, 0, 0);
  }

  static Word unknown(String why) {
    return unknown(why, List.of());
  }

  static Word unknown(String why, List<Integer> sources) {
    return new Word(List.of(new WordPart.Unknown(why, sources, false)), 0, 0);
  }

  /** The words, with a separator between. */
  static Word join(List<Word> words, String separator) {
    if (words.size() == 1) {
      return words.get(0);
    }
    var parts = new Parts();
    for (var i = 0; i < words.size(); i++) {
      if (i > 0) {
        parts.text(separator);
      }
      parts.all(words.get(i));
    }
    return parts.toWord(0, 0);
  }

  /** All commands whose output is in the word. */
  static List<Integer> sources(Word word) {
    if (word.isExact()) {
      return List.of();
    }
    var sources = new ArrayList<Integer>();
    for (var part : word.parts()) {
      if (part instanceof WordPart.Unknown u) {
        for (var source : u.sources()) {
          if (!sources.contains(source)) {
            sources.add(source);
          }
        }
      }
    }
    return sources;
  }

  /** The reason why a word is not known. */
  static String why(Word word) {
    for (var part : word.parts()) {
      if (part instanceof WordPart.Unknown u) {
        return u.why();
      }
    }
    return "`" + word.text() + "` depends on which files there are";
  }

  /** Collects parts, adjacent text joined. */
  static final class Parts {
    private final StringBuilder text = new StringBuilder(0);
    private final List<WordPart> parts = new ArrayList<>(0);

    /** Parts that say the same so far and grow by themselves. */
    Parts copy() {
      var copy = new Parts();
      copy.text.append(text);
      copy.parts.addAll(parts);
      return copy;
    }

    void text(CharSequence more) {
      text.append(more);
    }

    void text(char more) {
      text.append(more);
    }

    void part(WordPart part) {
      if (part instanceof WordPart.Text t) {
        text.append(t.text());
      } else {
        flush();
        parts.add(part);
      }
    }

    void all(Word word) {
      if (word.isExact()) {
        text.append(word.text());
      } else {
        for (var part : word.parts()) {
          part(part);
        }
      }
    }

    private void flush() {
      if (!text.isEmpty()) {
        parts.add(new WordPart.Text(text.toString()));
        text.setLength(0);
      }
    }

    int size() {
      return parts.size() + text.length();
    }

    Word toWord(int start, int end) {
      if (parts.isEmpty()) {
        return new Word(text.toString(), start, end);
      }
      flush();
      return new Word(parts, start, end);
    }
  }
}
