package dev.canopy.shell;

import java.util.List;

/**
 * A word as a program gets it, after quoting and expansion.
 *
 * @param parts what is known of it, adjacent {@code Text} parts joined; no part means the empty
 *     word
 * @param span where it was written
 */
public record Word(List<WordPart> parts, Span span) {
  public Word {
    parts = List.copyOf(parts);
  }

  /** A word whose text is known. */
  public static Word of(String text, Span span) {
    return new Word(text.isEmpty() ? List.of() : List.of(new WordPart.Text(text)), span);
  }

  /** True if the program gets exactly {@link #text}. */
  public boolean isExact() {
    return parts.isEmpty() || (parts.size() == 1 && parts.get(0) instanceof WordPart.Text);
  }

  /** True if the text is known up to globs that the shell matches against files. */
  public boolean hasGlob() {
    return parts.stream().anyMatch(WordPart.Glob.class::isInstance);
  }

  /** True if some of the text depends on the outside world. */
  public boolean hasUnknown() {
    return parts.stream().anyMatch(WordPart.Unknown.class::isInstance);
  }

  /**
   * The text for people and for matching: exact text as it is, globs as their pattern, and U+FFFD
   * where text is unknown.
   */
  public String text() {
    if (parts.isEmpty()) {
      return "";
    }
    if (parts.size() == 1 && parts.get(0) instanceof WordPart.Text t) {
      return t.text();
    }
    var text = new StringBuilder();
    for (var part : parts) {
      if (part instanceof WordPart.Text t) {
        text.append(t.text());
      } else if (part instanceof WordPart.Glob g) {
        text.append(g.pattern());
      } else {
        text.append('\uFFFD');
      }
    }
    return text.toString();
  }

  /** The exact text before the first glob or unknown part. */
  public String knownPrefix() {
    return !parts.isEmpty() && parts.get(0) instanceof WordPart.Text t ? t.text() : "";
  }
}
