package dev.canopy.shell;

import java.util.ArrayList;
import java.util.List;

/** The words that come out of one word as written, while it is expanded. */
final class Fields {
  private final List<Word> words;
  private Values.Parts parts = new Values.Parts();
  private boolean open;
  private boolean closedBySpace;
  private int start;
  private int end;

  Fields(List<Word> words) {
    this.words = words;
  }

  void begin(int newStart, int newEnd) {
    start = newStart;
    end = newEnd;
    open = false;
    closedBySpace = false;
  }

  /** From here there is a word, be it empty. */
  void open() {
    open = true;
  }

  void text(CharSequence text) {
    open = true;
    parts.text(text);
  }

  void part(WordPart part) {
    open = true;
    parts.part(part);
  }

  /** A value that neither splits nor matches files. */
  void quoted(Word value) {
    open = true;
    if (value.isExact()) {
      parts.text(value.text());
      return;
    }
    for (var part : value.parts()) {
      parts.part(
          part instanceof WordPart.Unknown u && u.splits()
              ? new WordPart.Unknown(u.why(), u.sources(), false)
              : part);
    }
  }

  /** A value that splits at the characters of {@code ifs} and may match files. */
  void unquoted(Word value, String ifs, boolean globs) {
    if (value.isExact()) {
      split(value.text(), ifs, globs);
      return;
    }
    for (var part : value.parts()) {
      if (part instanceof WordPart.Text t) {
        split(t.text(), ifs, globs);
      } else if (part instanceof WordPart.Unknown u && !u.splits()) {
        part(new WordPart.Unknown(u.why(), u.sources(), true));
      } else {
        part(part);
      }
    }
  }

  private void split(String text, String ifs, boolean globs) {
    var from = 0;
    for (var i = 0; i < text.length(); i++) {
      var c = text.charAt(i);
      if (ifs.indexOf(c) < 0) {
        continue;
      }
      if (i > from) {
        globbed(text.substring(from, i), false, globs);
        closedBySpace = false;
      }
      from = i + 1;
      if (c == ' ' || c == '\t' || c == '\n') {
        if (open) {
          close();
          closedBySpace = true;
        }
      } else if (open) {
        close();
        closedBySpace = false;
      } else if (closedBySpace) {
        closedBySpace = false;
      } else {
        open = true;
        close();
      }
    }
    if (from < text.length()) {
      globbed(text.substring(from), false, globs);
      closedBySpace = false;
    }
  }

  /**
   * Unquoted text with its globs.
   *
   * @param closesLater true if a {@code ]} comes in a later piece of the word
   */
  void globbed(String text, boolean closesLater, boolean globs) {
    open = true;
    if (!globs) {
      parts.text(text);
      return;
    }
    var from = 0;
    var lastClose = text.lastIndexOf(']');
    for (var i = 0; i < text.length(); i++) {
      var c = text.charAt(i);
      var to = i;
      if (c == '*' || c == '?') {
        to = i + 1;
      } else if (c == '[') {
        var close = lastClose >= i + 2 ? text.indexOf(']', i + 2) : -1;
        if (close > 0) {
          to = close + 1;
        } else if (closesLater) {
          to = i + 1;
        }
      }
      if (to > i) {
        parts.text(text.substring(from, i));
        parts.part(new WordPart.Glob(text.substring(i, to)));
        from = to;
        i = to - 1;
      }
    }
    parts.text(from == 0 ? text : text.substring(from));
  }

  /** Ends the word that is being made. */
  void close() {
    if (open) {
      words.add(parts.toWord(start, end));
      parts = new Values.Parts();
      open = false;
    }
  }

  static List<Word> list() {
    return new ArrayList<>(4);
  }
}
