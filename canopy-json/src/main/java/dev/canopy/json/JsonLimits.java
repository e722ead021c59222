package dev.canopy.json;

/**
 * How much JSON is read before it is refused.
 *
 * @param maxBytes the longest text, in bytes of UTF-8
 * @param maxDepth the deepest nesting of arrays and objects
 */
public record JsonLimits(int maxBytes, int maxDepth) {
  /** 1 MiB holds any command or patch that a person could review; nothing real nests past 64. */
  public static final JsonLimits DEFAULT = new JsonLimits(1 << 20, 64);
}
