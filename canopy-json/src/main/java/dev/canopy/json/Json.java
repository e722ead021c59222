package dev.canopy.json;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Strict JSON in and out. Refused: duplicate names, comments, trailing text, NaN, integers beyond
 * 2^53, lone surrogates, invalid UTF-8, and whatever passes the {@link JsonLimits}.
 */
public final class Json {
  private Json() {}

  /** Reads one JSON value from UTF-8 bytes that hold nothing else. */
  public static JsonValue parse(byte[] utf8) throws JsonException {
    return JsonReading.parse(utf8, JsonLimits.DEFAULT);
  }

  /** Reads one JSON value from UTF-8 bytes that hold nothing else. */
  public static JsonValue parse(byte[] utf8, JsonLimits limits) throws JsonException {
    return JsonReading.parse(utf8, limits);
  }

  /** Reads one JSON value from a text that holds nothing else. */
  public static JsonValue parse(String text) throws JsonException {
    return JsonReading.parse(text, JsonLimits.DEFAULT);
  }

  /**
   * A deep copy of a Java value as JSON: null, String, Boolean, Number, Map with string keys, List,
   * array, record, enum, {@link JsonValue}, and (as their text) {@code Path} and {@code URI}.
   *
   * @throws JsonException if the value has no strict JSON form; the message names the place
   */
  public static JsonValue of(@Nullable Object value) throws JsonException {
    return JavaToJson.convert(value, JsonLimits.DEFAULT);
  }

  /** The value as JSON text without insignificant white space, members in written order. */
  public static String write(JsonValue value) {
    return JsonWriting.compact(value);
  }

  /** The value's RFC 8785 (JCS) form: equal values have equal bytes. */
  public static byte[] canonical(JsonValue value) {
    return JsonWriting.canonical(value).getBytes(StandardCharsets.UTF_8);
  }
}
