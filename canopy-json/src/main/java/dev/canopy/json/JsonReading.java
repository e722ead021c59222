package dev.canopy.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;

/** Text to {@link JsonValue}. The tokens are Jackson's, the rules on top are ours. */
final class JsonReading {
  private static final BigInteger MAX_EXACT = BigInteger.valueOf(JsonNumber.MAX_EXACT);

  /** No number that a double can hold needs more digits. */
  private static final int MAX_NUMBER_LENGTH = 400;

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(1_000)
                  .maxNumberLength(MAX_NUMBER_LENGTH)
                  .build())
          .build();

  private final JsonParser parser;
  private final JsonLimits limits;

  private JsonReading(JsonParser parser, JsonLimits limits) {
    this.parser = parser;
    this.limits = limits;
  }

  static JsonValue parse(byte[] utf8, JsonLimits limits) throws JsonException {
    requireSize(utf8.length, limits);
    // Jackson's own decoder lets some malformed UTF-8 through; Java's does not.
    try {
      return parse(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString(), limits);
    } catch (CharacterCodingException e) {
      throw new JsonException("not valid UTF-8", 0, 0);
    }
  }

  static JsonValue parse(String text, JsonLimits limits) throws JsonException {
    requireSize(text.length(), limits);
    try (var parser = FACTORY.createParser(text)) {
      var reading = new JsonReading(parser, limits);
      var first = parser.nextToken();
      if (first == null) {
        throw reading.fault("found nothing where a JSON value is wanted");
      }
      var value = reading.value(first, 1);
      if (parser.nextToken() != null) {
        throw reading.fault("found text after the end of the JSON value");
      }
      return value;
    } catch (JsonProcessingException e) {
      var at = e.getLocation();
      throw new JsonException(
          e.getOriginalMessage(),
          at == null ? 0 : at.getLineNr(),
          at == null ? 0 : at.getColumnNr());
    } catch (IOException e) {
      throw new JsonException(String.valueOf(e.getMessage()), 0, 0);
    }
  }

  private static void requireSize(int size, JsonLimits limits) throws JsonException {
    if (size > limits.maxBytes()) {
      throw new JsonException(
          "found " + size + " bytes of JSON, at most " + limits.maxBytes() + " are read", 0, 0);
    }
  }

  private JsonValue value(JsonToken token, int depth) throws IOException, JsonException {
    if (depth > limits.maxDepth()) {
      throw fault("nested deeper than " + limits.maxDepth());
    }
    return switch (token) {
      case START_OBJECT -> object(depth);
      case START_ARRAY -> array(depth);
      case VALUE_STRING -> string(parser.getText());
      case VALUE_NUMBER_INT -> integer();
      case VALUE_NUMBER_FLOAT -> fraction();
      case VALUE_TRUE -> JsonBoolean.TRUE;
      case VALUE_FALSE -> JsonBoolean.FALSE;
      case VALUE_NULL -> JsonNull.NULL;
      case NOT_AVAILABLE, END_OBJECT, END_ARRAY, FIELD_NAME, VALUE_EMBEDDED_OBJECT ->
          throw fault("found " + token + " where a JSON value is wanted");
    };
  }

  private JsonObject object(int depth) throws IOException, JsonException {
    var object = JsonObject.builder();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      var name = parser.currentName();
      if (JsonString.indexOfLoneSurrogate(name) >= 0) {
        throw fault("lone surrogate in a member name");
      }
      // Duplicates were refused by the parser.
      object.append(name, value(parser.nextToken(), depth + 1));
    }
    return object.build();
  }

  private JsonArray array(int depth) throws IOException, JsonException {
    var items = new ArrayList<JsonValue>();
    for (var token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
      items.add(value(token, depth + 1));
    }
    return new JsonArray(items);
  }

  private JsonString string(String text) throws JsonException {
    if (JsonString.indexOfLoneSurrogate(text) >= 0) {
      throw fault("lone surrogate in a string");
    }
    return new JsonString(text);
  }

  private JsonNumber integer() throws IOException, JsonException {
    var number = parser.getBigIntegerValue();
    if (number.abs().compareTo(MAX_EXACT) > 0) {
      throw fault("integer beyond 2^53, which readers round differently; write it as a string");
    }
    return new JsonNumber(number.doubleValue());
  }

  private JsonNumber fraction() throws IOException, JsonException {
    var number = parser.getDoubleValue();
    if (Double.isInfinite(number) || Double.isNaN(number)) {
      throw fault("number beyond the range of a double");
    }
    return new JsonNumber(number);
  }

  private JsonException fault(String message) {
    var at = parser.currentTokenLocation();
    return new JsonException(message, at.getLineNr(), at.getColumnNr());
  }
}
