package dev.canopy.shell;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The words that come out of one word as written, while it is expanded. */
final class Fields {
  private final List<Word> words;
  private Values.Parts parts = new Values.Parts();
  private boolean open;
  private boolean closedBySpace;
  private int start;
  private int end;

  /** True while values are added that zsh does not split. */
  private boolean staysWhole;

  /** What zsh makes of all of it, from the first value on that others split; else null. */
  private Values.@Nullable Parts whole;

  Fields(List<Word> words) {
    this.words = words;
  }

  void begin(int newStart, int newEnd) {
    start = newStart;
    end = newEnd;
    open = false;
    closedBySpace = false;
    whole = null;
  }

  /** Says whether the values that follow are such that zsh does not split them. */
  void stayWhole(boolean now) {
    staysWhole = now;
  }

  /** The one word that zsh makes of this where other shells split it; null if they agree. */
  @Nullable Word unsplit() {
    return whole == null ? null : whole.toWord(start, end);
  }

  /** From here there is a word, be it empty. */
  void open() {
    open = true;
  }

  void text(CharSequence text) {
    open = true;
    parts.text(text);
    if (whole != null) {
      whole.text(text);
    }
  }

  void part(WordPart part) {
    open = true;
    parts.part(part);
    if (whole != null) {
      whole.part(part);
    }
  }

  /** A value that neither splits nor matches files. */
  void quoted(Word value) {
    if (value.isExact()) {
      text(value.text());
      return;
    }
    open = true;
    for (var part : value.parts()) {
      part(
          part instanceof WordPart.Unknown u && u.splits()
              ? new WordPart.Unknown(u.why(), u.sources(), false, u.whole())
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
        part(new WordPart.Unknown(u.why(), u.sources(), true, u.whole() && ifs.isBlank()));
      } else {
        part(part);
      }
    }
  }

  private void split(String text, String ifs, boolean globs) {
    if (whole == null && staysWhole && hasAny(text, ifs)) {
      whole = parts.copy();
    }
    var all = whole;
    if (all != null) {
      all.text(text);
      whole = null;
    }
    splitHere(text, ifs, globs);
    whole = all;
  }

  private static boolean hasAny(String text, String signs) {
    for (var i = 0; i < text.length(); i++) {
      if (signs.indexOf(text.charAt(i)) >= 0) {
        return true;
      }
    }
    return false;
  }

  private void splitHere(String text, String ifs, boolean globs) {
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
    if (whole != null) {
      whole.text(text);
    }
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
