package dev.canopy.policy;

/** The answer to an authorization request, from the most lenient to the strictest. */
public enum Decision {
  /** Go on. */
  ALLOW,
  /** Stop until a person has agreed. */
  REQUIRE_APPROVAL,
  /** Do not do it. */
  DENY;

  /** The stricter of two decisions. */
  public Decision strictest(Decision other) {
    return compareTo(other) >= 0 ? this : other;
  }
}
