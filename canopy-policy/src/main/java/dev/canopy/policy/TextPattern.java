package dev.canopy.policy;

import com.google.re2j.Pattern;

/**
 * A regular expression that is looked for anywhere in a text, in time linear in the text (RE2).
 *
 * <p>Most texts do not hold the pattern's literal part, and then the expression never runs.
 */
final class TextPattern {
  /** In characters; past it the outcome is ERRORED, since cutting the text would hide its end. */
  static final int MAX_INPUT = 64 * 1024;

  /** In characters of the pattern. */
  static final int MAX_SOURCE = 1000;

  private final String source;
  private final String literal;
  private final Pattern pattern;

  /**
   * @throws com.google.re2j.PatternSyntaxException if it is not an RE2 expression
   */
  TextPattern(String source, boolean foldCase) {
    this.source = source;
    this.literal = MandatoryLiteral.of(source);
    this.pattern = Pattern.compile(source, foldCase ? Pattern.CASE_INSENSITIVE : 0);
  }

  String source() {
    return source;
  }

  Outcome find(String text) {
    if (text.length() > MAX_INPUT) {
      return Outcome.ERRORED;
    }
    if (!literal.isEmpty() && !TextTest.containsIgnoringCase(text, literal)) {
      return Outcome.FALSE;
    }
    return Outcome.of(pattern.matcher(text).find());
  }
}
