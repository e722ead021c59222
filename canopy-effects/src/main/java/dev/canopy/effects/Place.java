package dev.canopy.effects;

import dev.canopy.shell.Span;

/**
 * Where the text of a reading stands in the payload: the field itself, or a place in it from which
 * the text was taken after quoting.
 *
 * @param end -1 if spans of the text are spans of the field
 */
record Place(String field, int start, int end) {

  /** The field's own text. */
  static Place field(String field) {
    return new Place(field, 0, -1);
  }

  /** Where a span of this text is in the field. */
  Origin of(Span span) {
    return end < 0 ? new Origin(field, span.start(), span.end()) : new Origin(field, start, end);
  }

  /** The place of a text that is in a word of this text. */
  Place within(Span span) {
    return end < 0 ? new Place(field, span.start(), span.end()) : this;
  }
}
