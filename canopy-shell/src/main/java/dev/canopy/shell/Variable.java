package dev.canopy.shell;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a variable.
 *
 * @param value of it, or of the first element of an array; null if it is known to be unset
 * @param elements of an array whose elements are all known to be there, from index 0; else null
 * @param exported true if programs see it
 * @param integer true if what is assigned is arithmetic
 * @param reference the variable that this one is a name of ({@code declare -n}), else null
 */
record Variable(
    @Nullable Word value,
    @Nullable List<Word> elements,
    boolean exported,
    boolean integer,
    @Nullable String reference) {

  static Variable of(Word value) {
    return new Variable(value, null, false, false, null);
  }

  static Variable ofArray(List<Word> elements) {
    return new Variable(
        elements.isEmpty() ? null : elements.get(0), List.copyOf(elements), false, false, null);
  }

  static final Variable UNSET = new Variable(null, null, false, false, null);

  Variable export() {
    return exported ? this : new Variable(value, elements, true, integer, reference);
  }
}
