package dev.canopy.gateway;

import dev.canopy.json.Json;
import dev.canopy.json.JsonArray;
import dev.canopy.json.JsonException;
import dev.canopy.json.JsonLimits;
import dev.canopy.json.JsonNull;
import dev.canopy.json.JsonObject;
import dev.canopy.json.JsonString;
import dev.canopy.json.JsonValue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads the members of a JSON body; what is not as it should be is a problem with its place. */
final class Body {
  private final JsonObject object;
  private final String pointer;

  private Body(JsonObject object, String pointer) {
    this.object = object;
    this.pointer = pointer;
  }

  /** The object that a body holds. */
  static Body parse(byte[] bytes, Limits limits) throws ProblemException {
    try {
      var value = Json.parse(bytes, new JsonLimits(limits.bodyBytes(), limits.bodyDepth()));
      return of(value, "");
    } catch (JsonException e) {
      throw new ProblemException(Problem.malformedJson(e));
    }
  }

  private static Body of(JsonValue value, String pointer) throws ProblemException {
    if (value instanceof JsonObject object) {
      return new Body(object, pointer);
    }
    throw new ProblemException(
        Problem.wrongShape(pointer, "found " + value.kind() + " where an object is wanted"));
  }

  JsonObject json() {
    return object;
  }

  /** Another object in the place of this one. */
  Body with(JsonObject other) {
    return new Body(other, pointer);
  }

  ProblemException fault(String name, String detail) {
    return new ProblemException(Problem.wrongShape(at(name), detail));
  }

  /** RFC 6901, section 3. A name is bounded, since the caller chose it. */
  private String at(String name) {
    var bounded = Texts.name(name);
    return pointer
        + "/"
        + bounded.substring(1, bounded.length() - 1).replace("~", "~0").replace("/", "~1");
  }

  /** Refuses members of other names than these. */
  Body only(List<String> names) throws ProblemException {
    for (var i = 0; i < object.size(); i++) {
      var name = object.nameAt(i);
      if (!names.contains(name)) {
        throw fault(
            name, "found a member that is not known; known are " + String.join(", ", names));
      }
    }
    return this;
  }

  /** A member that must be there. */
  JsonValue required(String name) throws ProblemException {
    var value = object.get(name);
    if (value == null) {
      throw fault(name, "this member is missing");
    }
    return value;
  }

  /** A text that must be there. */
  String text(String name) throws ProblemException {
    if (required(name) instanceof JsonString text) {
      return text.value();
    }
    throw fault(name, "found " + required(name).kind() + " where a string is wanted");
  }

  /** A text; empty if it is not there. */
  String textOrEmpty(String name) throws ProblemException {
    return isAbsent(name) ? "" : text(name);
  }

  /** An object that must be there. */
  Body object(String name) throws ProblemException {
    return of(required(name), at(name));
  }

  /** An object; an empty one if it is not there. */
  JsonObject objectOrEmpty(String name) throws ProblemException {
    return isAbsent(name) ? JsonObject.EMPTY : object(name).json();
  }

  /** The object's members of a list that must be there and hold some, but not too many. */
  Body item(String name, int index) throws ProblemException {
    return of(array(name).get(index), at(name) + "/" + index);
  }

  List<JsonValue> array(String name) throws ProblemException {
    if (required(name) instanceof JsonArray array) {
      return array.items();
    }
    throw fault(name, "found " + required(name).kind() + " where an array is wanted");
  }

  boolean isAbsent(String name) {
    @Nullable JsonValue value = object.get(name);
    return value == null || value == JsonNull.NULL;
  }
}
