package dev.canopy.shell;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A word as a program gets it, after quoting and expansion. Two words are equal if they say the
 * same and stand at the same place.
 */
public final class Word {
  /** The parts if some is not text, else null: then {@link #text} is all there is. */
  private final @Nullable List<WordPart> parts;

  private final String text;
  private final int start;
  private final int end;

  /**
   * A word from its parts.
   *
   * @param parts what is known of it, adjacent {@code Text} parts joined; no part means the empty
   *     word
   * @param span where it was written
   */
  public Word(List<WordPart> parts, Span span) {
    this(parts, span.start(), span.end());
  }

  Word(List<WordPart> parts, int start, int end) {
    this.start = start;
    this.end = end;
    if (parts.isEmpty()) {
      this.parts = null;
      this.text = "";
    } else if (parts.size() == 1 && parts.get(0) instanceof WordPart.Text only) {
      this.parts = null;
      this.text = only.text();
    } else {
      this.parts = List.copyOf(parts);
      this.text = shown(this.parts);
    }
  }

  Word(String text, int start, int end) {
    this.parts = null;
    this.text = Objects.requireNonNull(text);
    this.start = start;
    this.end = end;
  }

  /** A word whose text is known. */
  public static Word of(String text, Span span) {
    return new Word(text, span.start(), span.end());
  }

  private static String shown(List<WordPart> parts) {
    var shown = new StringBuilder();
    for (var part : parts) {
      if (part instanceof WordPart.Text t) {
        shown.append(t.text());
      } else if (part instanceof WordPart.Glob g) {
        shown.append(g.pattern());
      } else {
        shown.append('\uFFFD');
      }
    }
    return shown.toString();
  }

  /** What is known of it, adjacent {@code Text} parts joined; no part means the empty word. */
  public List<WordPart> parts() {
    if (parts != null) {
      return parts;
    }
    return text.isEmpty() ? List.of() : List.of(new WordPart.Text(text));
  }

  /** Where it was written. */
  public Span span() {
    return new Span(start, end);
  }

  int start() {
    return start;
  }

  int end() {
    return end;
  }

  /** True if the program gets exactly {@link #text}. */
  public boolean isExact() {
    return parts == null;
  }

  /** True if the text is known up to globs that the shell matches against files. */
  public boolean hasGlob() {
    return has(WordPart.Glob.class);
  }

  /** True if some of the text depends on the outside world. */
  public boolean hasUnknown() {
    return has(WordPart.Unknown.class);
  }

  private boolean has(Class<?> kind) {
    if (parts != null) {
      for (var part : parts) {
        if (kind.isInstance(part)) {
          return true;
        }
      }
    }
    return false;
  }

  /**
   * The text for people and for matching: exact text as it is, globs as their pattern, and U+FFFD
   * where text is unknown.
   */
  public String text() {
    return text;
  }

  /** The exact text before the first glob or unknown part. */
  public String knownPrefix() {
    if (parts == null) {
      return text;
    }
    return parts.get(0) instanceof WordPart.Text t ? t.text() : "";
  }

  /** True if it says the same, wherever it stands. */
  boolean saysTheSameAs(Word other) {
    return text.equals(other.text) && Objects.equals(parts, other.parts);
  }

  Word at(int newStart, int newEnd) {
    return parts == null ? new Word(text, newStart, newEnd) : new Word(parts, newStart, newEnd);
  }

  @Override
  public boolean equals(@Nullable Object o) {
    return o instanceof Word other
        && start == other.start
        && end == other.end
        && saysTheSameAs(other);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * text.hashCode() + start) + end;
  }

  @Override
  public String toString() {
    return parts == null ? text : parts.toString();
  }
}
