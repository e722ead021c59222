package dev.canopy.json;

/** A JSON boolean. */
public enum JsonBoolean implements JsonValue {
  FALSE,
  TRUE;

  /** The value for {@code b}. */
  public static JsonBoolean of(boolean b) {
    return b ? TRUE : FALSE;
  }

  /** This value as a Java boolean. */
  public boolean value() {
    return this == TRUE;
  }

  @Override
  public String kind() {
    return "a boolean";
  }
}
