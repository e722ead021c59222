package dev.canopy.shell;

/**
 * A place in a source text.
 *
 * @param start index of the first UTF-16 code unit
 * @param end index after the last one
 */
public record Span(int start, int end) {
  public Span {
    if (start < 0 || end < start) {
      throw new IllegalArgumentException("not a span: " + start + ".." + end);
    }
  }
}
