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

  /**
   * The value as JSON text without insignificant white space, members in written order. {@link
   * #parse(String)} reads it back as an equal value.
   */
  public static String write(JsonValue value) {
    var bytes = new JsonBytes().value(value);
    return new String(bytes.buffer(), 0, bytes.size(), StandardCharsets.UTF_8);
  }

  /**
   * The value's RFC 8785 (JCS) form: equal values have equal bytes. Integers from 2^53 to 10^21 are
   * written with all their digits, as the RFC asks; {@link #parse(byte[])} refuses those.
   */
  public static byte[] canonical(JsonValue value) {
    return new JsonBytes(true).value(value).toByteArray();
  }
}
