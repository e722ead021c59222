package dev.canopy.audit;

import dev.canopy.json.Json;
import dev.canopy.json.JsonBytes;
import dev.canopy.json.JsonException;
import dev.canopy.json.JsonNumber;
import dev.canopy.json.JsonString;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.TreeMap;

/**
 * The canonical text that the `canopy-0.2` family hashed: names sorted by code point, no white
 * space, non-ASCII kept, and numbers as Python writes them (2.0 stays 2.0, 1e21 becomes 1e+21). The
 * naive twin for their published vectors; ours is RFC 8785.
 */
final class LegacyText {
  private final String json;
  private int at;

  private LegacyText(String json) {
    this.json = json;
  }

  /** The canonical text of a JSON text. */
  static String canonical(String json) throws JsonException {
    Json.parse(json); // refuses what is not strict, so that what follows need not look
    var text = new LegacyText(json);
    text.space();
    return text.value();
  }

  /** The same text as the sibling packages hash it: each UTF-16 unit beyond ASCII as an escape. */
  static String escaped(String canonical) {
    var text = new StringBuilder();
    for (var i = 0; i < canonical.length(); i++) {
      var c = canonical.charAt(i);
      if (c < 0x80) {
        text.append(c);
      } else {
        text.append("\\u").append(HexFormat.of().toHexDigits(c));
      }
    }
    return text.toString();
  }

  /** The value that begins here, canonical; moves past it and the white space after it. */
  private String value() throws JsonException {
    var c = json.charAt(at);
    var text =
        switch (c) {
          case '{' -> object();
          case '[' -> array();
          case '"' -> quoted(string());
          default -> c == '-' || (c >= '0' && c <= '9') ? number(token()) : token();
        };
    space();
    return text;
  }

  private String object() throws JsonException {
    var members = new TreeMap<String, String>(LegacyText::byCodePoint);
    at++;
    space();
    while (json.charAt(at) != '}') {
      var name = string();
      space();
      at++; // colon
      space();
      members.put(name, value());
      comma();
    }
    at++;
    var text = new StringBuilder("{");
    for (var member : members.entrySet()) {
      text.append(text.length() > 1 ? "," : "")
          .append(quoted(member.getKey()))
          .append(':')
          .append(member.getValue());
    }
    return text.append('}').toString();
  }

  private static int byCodePoint(String a, String b) {
    // UTF-8 sorts as code points do; UTF-16 does not.
    return Arrays.compareUnsigned(
        a.getBytes(StandardCharsets.UTF_8), b.getBytes(StandardCharsets.UTF_8));
  }

  private String array() throws JsonException {
    var text = new StringBuilder("[");
    at++;
    space();
    while (json.charAt(at) != ']') {
      text.append(text.length() > 1 ? "," : "").append(value());
      comma();
    }
    at++;
    return text.append(']').toString();
  }

  private void comma() {
    if (json.charAt(at) == ',') {
      at++;
      space();
    }
  }

  private String string() throws JsonException {
    var from = at++;
    while (json.charAt(at) != '"') {
      at += json.charAt(at) == '\\' ? 2 : 1;
    }
    at++;
    return ((JsonString) Json.parse(json.substring(from, at))).value();
  }

  private static String quoted(String text) {
    return new String(new JsonBytes().string(text).toByteArray(), StandardCharsets.UTF_8);
  }

  private String token() {
    var from = at;
    while (at < json.length() && ",]} \t\r\n".indexOf(json.charAt(at)) < 0) {
      at++;
    }
    return json.substring(from, at);
  }

  private void space() {
    while (at < json.length() && " \t\r\n".indexOf(json.charAt(at)) >= 0) {
      at++;
    }
  }

  /** Python's repr: integers as they are, floats with the shortest digits that read back. */
  private static String number(String token) {
    if (token.indexOf('.') < 0 && token.indexOf('e') < 0 && token.indexOf('E') < 0) {
      return token.equals("-0") ? "0" : token;
    }
    var value = Double.parseDouble(token);
    if (value == 0) {
      return token.startsWith("-") ? "-0.0" : "0.0";
    }
    var ours = new BigDecimal(Json.write(new JsonNumber(value))).stripTrailingZeros();
    var digits = ours.unscaledValue().abs().toString();
    var point = digits.length() - ours.scale(); // the decimal point stands after so many digits
    var sign = value < 0 ? "-" : "";
    if (point > 16 || point <= -4) {
      var exponent = Math.abs(point - 1);
      return sign
          + digits.charAt(0)
          + (digits.length() > 1 ? "." + digits.substring(1) : "")
          + (point > 0 ? "e+" : "e-")
          + (exponent < 10 ? "0" : "")
          + exponent;
    }
    if (point <= 0) {
      return sign + "0." + "0".repeat(-point) + digits;
    }
    return digits.length() > point
        ? sign + digits.substring(0, point) + "." + digits.substring(point)
        : sign + digits + "0".repeat(point - digits.length()) + ".0";
  }
}
