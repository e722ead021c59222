package dev.canopy.effects;

import dev.canopy.shell.Span;
import dev.canopy.shell.Word;
import java.util.List;

/**
 * A program that would run, with its words.
 *
 * @param scope the text that it stands in
 * @param command the index of the command there whose words these are, or hold these
 * @param words program and arguments, from {@code from} on
 * @param via what it was reached through
 * @param here the working directory it has
 * @param depth how many commands and texts it stands in
 */
record Invocation(
    Scope scope,
    int command,
    List<Word> words,
    int from,
    List<String> via,
    Surroundings here,
    int depth) {

  Word program() {
    return words.get(from);
  }

  /** Where a span of the text is in the payload. */
  Origin at(Span span) {
    return scope.place.of(span);
  }

  /** Where the program's name is in the payload. */
  Origin origin() {
    return scope.place.of(words.get(from).span());
  }
}
