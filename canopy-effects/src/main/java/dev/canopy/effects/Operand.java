package dev.canopy.effects;

import java.util.Objects;

/**
 * What an effect acts on: a path, a host, a name.
 *
 * @param text the canonical form: for paths absolute and without dot segments wherever the working
 *     directory and home are known; for hosts lower-case ASCII, IP addresses in their shortest
 *     form; for {@link Certainty#PATTERN} the glob; for {@link Certainty#UNKNOWN} the exact text
 *     before the unknown part, possibly empty
 * @param given what was written
 */
public record Operand(String text, String given, Certainty certainty) {
  public Operand {
    Objects.requireNonNull(text, "text");
    Objects.requireNonNull(given, "given");
    Objects.requireNonNull(certainty, "certainty");
  }

  /** An operand that is known and was written canonically. */
  public static Operand exact(String text) {
    return new Operand(text, text, Certainty.EXACT);
  }

  /** An operand of which nothing is known. */
  public static Operand unknown(String given) {
    return new Operand("", given, Certainty.UNKNOWN);
  }

  public boolean isExact() {
    return certainty == Certainty.EXACT;
  }
}
