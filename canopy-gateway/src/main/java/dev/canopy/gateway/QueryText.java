package dev.canopy.gateway;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The part of a target behind the question mark, as forms write it: names and values with percent
 * signs, in UTF-8. What is there twice or is not known is refused, and so is any other spelling.
 */
final class QueryText {
  private static final int MAX_VALUE = 1_000;

  private final Map<String, String> values = new HashMap<>();

  /**
   * Reads it.
   *
   * @param text null if there is none
   * @param known the names that may be there
   */
  QueryText(@Nullable String text, Set<String> known) throws ProblemException {
    if (text == null || text.isEmpty()) {
      return;
    }
    for (var part : text.split("&", -1)) {
      var equals = part.indexOf('=');
      var name = decode(equals < 0 ? part : part.substring(0, equals));
      if (!known.contains(name)) {
        throw fault(Texts.name(name) + " is not known in the query; known are " + known);
      }
      if (equals < 0 || values.putIfAbsent(name, decode(part.substring(equals + 1))) != null) {
        throw fault(name + " has no value, or two of them, in the query");
      }
    }
  }

  private static ProblemException fault(String detail) {
    return new ProblemException(Problem.badRequest(Texts.short1(detail)));
  }

  private static String decode(String text) throws ProblemException {
    var bytes = new ByteArrayOutputStream(text.length());
    for (var i = 0; i < text.length(); i++) {
      var c = text.charAt(i);
      if (c == '%') {
        var high = i + 2 < text.length() ? Character.digit(text.charAt(i + 1), 16) : -1;
        var low = i + 2 < text.length() ? Character.digit(text.charAt(i + 2), 16) : -1;
        if (high < 0 || low < 0) {
          throw fault("a percent sign in the query is followed by two hex digits");
        }
        bytes.write(high * 16 + low);
        i += 2;
      } else if (c == '+') {
        bytes.write(' ');
      } else if (c > ' ' && c < 127) {
        bytes.write(c);
      } else {
        throw fault("the query has a character that must be written with percent signs");
      }
    }
    if (bytes.size() > MAX_VALUE) {
      throw fault("a value in the query is longer than " + MAX_VALUE + " bytes");
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(bytes.toByteArray()))
          .toString();
    } catch (CharacterCodingException e) {
      throw fault("the query is not UTF-8");
    }
  }

  /** The value; null if it is not there or empty, as an empty field of a form is. */
  @Nullable String text(String name) {
    var value = values.get(name);
    return value == null || value.isEmpty() ? null : value;
  }

  /** The whole number in decimal digits, or what holds without one. */
  long number(String name, long least, long most, long otherwise) throws ProblemException {
    var value = text(name);
    if (value == null) {
      return otherwise;
    }
    var isNumber = value.length() <= 18;
    for (var i = 0; isNumber && i < value.length(); i++) {
      isNumber = value.charAt(i) >= '0' && value.charAt(i) <= '9';
    }
    if (!isNumber || Long.parseLong(value) < least || Long.parseLong(value) > most) {
      throw fault(name + " is a whole number from " + least + " to " + most);
    }
    return Long.parseLong(value);
  }
}
