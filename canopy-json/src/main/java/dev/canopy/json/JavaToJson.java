package dev.canopy.json;

import java.lang.reflect.Array;
import java.lang.reflect.InvocationTargetException;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A deep copy of a Java value as JSON. Later changes to the Java value do not reach the copy. */
final class JavaToJson {
  private final JsonLimits limits;
  private int budget;

  private JavaToJson(JsonLimits limits) {
    this.limits = limits;
    this.budget = limits.maxBytes();
  }

  static JsonValue convert(@Nullable Object value, JsonLimits limits) throws JsonException {
    return new JavaToJson(limits).convert(value, "", 1);
  }

  private JsonValue convert(@Nullable Object value, String place, int depth) throws JsonException {
    if (depth > limits.maxDepth()) {
      throw fault(place, "nested deeper than " + limits.maxDepth());
    }
    spend(1, place);
    if (value == null) {
      return JsonNull.NULL;
    } else if (value instanceof String s) {
      return string(s, place);
    } else if (value instanceof JsonValue j) {
      return j;
    } else if (value instanceof Boolean b) {
      return JsonBoolean.of(b);
    } else if (value instanceof Number n) {
      return number(n, place);
    } else if (value instanceof Map<?, ?> m) {
      return object(m, place, depth);
    } else if (value instanceof List<?> l) {
      return array(l, place, depth);
    } else if (value instanceof Record r) {
      return record(r, place, depth);
    } else if (value instanceof Enum<?> e) {
      return string(e.name(), place);
    } else if (value instanceof Path || value instanceof URI || value instanceof Character) {
      return string(value.toString(), place);
    } else if (value.getClass().isArray()) {
      bound(Array.getLength(value), place);
      return array(elements(value), place, depth);
    }
    throw fault(place, "found a " + value.getClass().getName() + ", which has no JSON form");
  }

  private JsonString string(String text, String place) throws JsonException {
    spend(text.length(), place);
    if (JsonString.indexOfLoneSurrogate(text) >= 0) {
      throw fault(place, "lone surrogate in a string");
    }
    return new JsonString(text);
  }

  private static JsonNumber number(Number n, String place) throws JsonException {
    if (n instanceof Integer || n instanceof Short || n instanceof Byte) {
      return new JsonNumber(n.intValue());
    }
    var value = n.doubleValue();
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      throw fault(place, "found " + n + ", which is not a JSON number");
    }
    // Below 2^53 no integer is rounded; a double or float beyond it is what it is.
    if (Math.abs(value) >= JsonNumber.MAX_EXACT && !(n instanceof Double || n instanceof Float)) {
      requireExact(n, place);
    }
    return new JsonNumber(value);
  }

  private static void requireExact(Number n, String place) throws JsonException {
    try {
      var exact = new BigDecimal(n.toString());
      if (exact.abs().compareTo(BigDecimal.valueOf(JsonNumber.MAX_EXACT)) <= 0) {
        return;
      }
    } catch (NumberFormatException e) {
      throw fault(place, "found a " + n.getClass().getName() + ", which has no JSON form");
    }
    throw fault(place, "integer beyond 2^53, which readers round differently; pass a string");
  }

  private JsonObject object(Map<?, ?> map, String place, int depth) throws JsonException {
    bound(map.size(), place);
    var object = JsonObject.builder(map.size());
    for (var entry : map.entrySet()) {
      if (!(entry.getKey() instanceof String name)) {
        throw fault(place, "found a key that is not a string: `" + entry.getKey() + "`");
      }
      member(object, name, entry.getValue(), place, depth);
    }
    try {
      return object.build();
    } catch (IllegalArgumentException e) { // an IdentityHashMap, or a sorted map with odd ideas
      throw fault(place, "found a key twice");
    }
  }

  private JsonObject record(Record record, String place, int depth) throws JsonException {
    var object = JsonObject.builder();
    for (var component : record.getClass().getRecordComponents()) {
      Object value;
      try {
        var accessor = component.getAccessor();
        accessor.trySetAccessible();
        value = accessor.invoke(record);
      } catch (IllegalAccessException | InvocationTargetException e) {
        throw fault(place, "cannot read `" + component.getName() + "`: " + e.getMessage());
      }
      member(object, component.getName(), value, place, depth);
    }
    return object.build();
  }

  private void member(
      JsonObject.Builder object, String name, @Nullable Object value, String place, int depth)
      throws JsonException {
    spend(name.length(), place);
    if (JsonString.indexOfLoneSurrogate(name) >= 0) {
      throw fault(place, "lone surrogate in a member name");
    }
    object.append(name, convert(value, place.isEmpty() ? name : place + "." + name, depth + 1));
  }

  private JsonArray array(List<?> list, String place, int depth) throws JsonException {
    bound(list.size(), place);
    var items = new ArrayList<JsonValue>(list.size());
    for (var item : list) {
      items.add(convert(item, place + "[" + items.size() + "]", depth + 1));
    }
    return new JsonArray(items);
  }

  private static List<@Nullable Object> elements(Object array) {
    var list = new ArrayList<@Nullable Object>();
    for (var i = 0; i < Array.getLength(array); i++) {
      list.add(Array.get(array, i));
    }
    return list;
  }

  /** Refuses what cannot fit before there is room made for it: each part is a character or more. */
  private void bound(int parts, String place) throws JsonException {
    if (parts > budget) {
      throw fault(place, "larger than " + limits.maxBytes() + " characters");
    }
  }

  private void spend(int amount, String place) throws JsonException {
    budget -= amount;
    if (budget < 0) {
      throw fault(place, "larger than " + limits.maxBytes() + " characters");
    }
  }

  private static JsonException fault(String place, String message) {
    return new JsonException(place.isEmpty() ? message : "`" + place + "`: " + message, 0, 0);
  }
}
