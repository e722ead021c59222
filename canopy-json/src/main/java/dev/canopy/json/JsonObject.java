package dev.canopy.json;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object: members in the order in which they were written, each name once. Two objects are
 * equal if they have the same members in any order.
 */
public final class JsonObject implements JsonValue {
  /** Up to this many members a scan is as fast as a table, and takes no memory. */
  private static final int SCAN_LIMIT = 8;

  public static final JsonObject EMPTY = new JsonObject(new String[0], new JsonValue[0]);

  private final String[] names;
  private final JsonValue[] values;
  private final @Nullable Map<String, JsonValue> table;

  private JsonObject(String[] names, JsonValue[] values) {
    this.names = names;
    this.values = values;
    this.table = names.length > SCAN_LIMIT ? toTable(names, values) : null;
  }

  private static Map<String, JsonValue> toTable(String[] names, JsonValue[] values) {
    var table = new HashMap<String, JsonValue>(names.length * 2);
    for (var i = 0; i < names.length; i++) {
      table.put(names[i], values[i]);
    }
    return table;
  }

  /** The number of members. */
  public int size() {
    return names.length;
  }

  /** The name of the member at {@code index}, in written order. */
  public String nameAt(int index) {
    return names[index];
  }

  /** The value of the member at {@code index}, in written order. */
  public JsonValue valueAt(int index) {
    return values[index];
  }

  /** The names in written order. */
  public List<String> names() {
    return List.of(names);
  }

  /** The member's value, or null if there is no such member (a JSON null is {@link JsonNull}). */
  public @Nullable JsonValue get(String name) {
    if (table != null) {
      return table.get(name);
    }
    for (var i = 0; i < names.length; i++) {
      if (names[i].equals(name)) {
        return values[i];
      }
    }
    return null;
  }

  /** The member's text, if there is such a member and it is a string. */
  public Optional<String> string(String name) {
    return get(name) instanceof JsonString s ? Optional.of(s.value()) : Optional.empty();
  }

  /** Starts an object. */
  public static Builder builder() {
    return new Builder();
  }

  @Override
  public String kind() {
    return "an object";
  }

  @Override
  public boolean equals(@Nullable Object other) {
    if (!(other instanceof JsonObject that) || that.size() != size()) {
      return false;
    }
    for (var i = 0; i < names.length; i++) {
      if (!values[i].equals(that.get(names[i]))) {
        return false;
      }
    }
    return true;
  }

  @Override
  public int hashCode() {
    var hash = 0;
    for (var i = 0; i < names.length; i++) {
      hash += names[i].hashCode() ^ (31 * values[i].hashCode());
    }
    return hash;
  }

  @Override
  public String toString() {
    return "JsonObject" + Arrays.toString(names);
  }

  /** Collects members; not safe for use by several threads. */
  public static final class Builder {
    private final List<String> names = new ArrayList<>(4);
    private final List<JsonValue> values = new ArrayList<>(4);

    private Builder() {}

    /**
     * Adds a member.
     *
     * @throws IllegalArgumentException if the name is there already or holds a lone surrogate
     */
    public Builder put(String name, JsonValue value) {
      if (names.contains(name)) {
        throw new IllegalArgumentException("duplicate name `" + name + "`");
      }
      return append(name, value);
    }

    /** Adds a string member. */
    public Builder put(String name, String value) {
      return put(name, new JsonString(value));
    }

    /** Adds an integer member of at most 2^53 in magnitude. */
    public Builder put(String name, long value) {
      return put(name, JsonNumber.of(value));
    }

    /** Adds a boolean member. */
    public Builder put(String name, boolean value) {
      return put(name, JsonBoolean.of(value));
    }

    /** Adds a member whose name the caller knows to be new. */
    Builder append(String name, JsonValue value) {
      if (JsonString.indexOfLoneSurrogate(name) >= 0) {
        throw new IllegalArgumentException("lone surrogate in a member name");
      }
      names.add(name);
      values.add(value);
      return this;
    }

    /** The object. */
    public JsonObject build() {
      return names.isEmpty()
          ? EMPTY
          : new JsonObject(names.toArray(new String[0]), values.toArray(new JsonValue[0]));
    }
  }
}
