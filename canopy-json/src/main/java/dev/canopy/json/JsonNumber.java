package dev.canopy.json;

/**
 * A JSON number. I-JSON (RFC 7493, section 2.2): an IEEE 754 double; integers are exact up to 2^53
 * and refused beyond, because two readers would see two numbers.
 */
public record JsonNumber(double value) implements JsonValue {
  /** 2^53: the largest magnitude at which every integer is a double. */
  public static final long MAX_EXACT = 1L << 53;

  public JsonNumber {
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      throw new IllegalArgumentException("not a finite number: " + value);
    }
    // RFC 8785 writes both zeros as 0, so that they are one value.
    value = value == 0 ? 0.0 : value;
  }

  /** The number for an integer of at most 2^53 in magnitude. */
  public static JsonNumber of(long value) {
    if (value > MAX_EXACT || value < -MAX_EXACT) {
      throw new IllegalArgumentException("integer beyond 2^53: " + value);
    }
    return new JsonNumber(value);
  }

  /** True if the value is an integer of at most 2^53 in magnitude. */
  public boolean isInteger() {
    return value == Math.rint(value) && Math.abs(value) <= MAX_EXACT;
  }

  @Override
  public String kind() {
    return "a number";
  }
}
