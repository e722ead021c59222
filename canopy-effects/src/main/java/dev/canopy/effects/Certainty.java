package dev.canopy.effects;

/** How sure we are of an operand. */
public enum Certainty {
  /** The operand is this text. */
  EXACT,
  /** The operand is whatever matches this glob. */
  PATTERN,
  /** The operand depends on the outside world; its text is the part before the unknown, if any. */
  UNKNOWN
}
