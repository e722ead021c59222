package dev.canopy.json;

/**
 * A JSON value (RFC 8259, restricted to I-JSON, RFC 7493): immutable and safe to share between
 * threads.
 */
public sealed interface JsonValue
    permits JsonArray, JsonBoolean, JsonNull, JsonNumber, JsonObject, JsonString {

  /** The word for this kind of value in messages: `an object`, `a string`, … */
  String kind();
}
