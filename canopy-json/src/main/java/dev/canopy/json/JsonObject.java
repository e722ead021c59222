package dev.canopy.json;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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

  /** Takes both arrays over. */
  private JsonObject(String[] names, JsonValue[] values) {
    this.names = names;
    this.values = values;
    this.table = names.length > SCAN_LIMIT ? toTable(names, values) : null;
    if (table == null) {
      requireDifferent(names);
    } else if (table.size() != names.length) {
      throw new IllegalArgumentException("duplicate name");
    }
  }

  private static void requireDifferent(String[] names) {
    for (var i = 1; i < names.length; i++) {
      for (var j = 0; j < i; j++) {
        if (names[i].equals(names[j])) {
          throw new IllegalArgumentException("duplicate name `" + names[i] + "`");
        }
      }
    }
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
    return new Builder(0);
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

  /** Starts an object of which the caller knows how many members it will likely have. */
  static Builder builder(int members) {
    return new Builder(Math.max(0, Math.min(members, MAX_FORESEEN)));
  }

  /** A map may say what it likes of its size. */
  private static final int MAX_FORESEEN = 64;

  /** Collects members; not safe for use by several threads. */
  public static final class Builder {
    private static final String[] NO_NAMES = {};
    private static final JsonValue[] NO_VALUES = {};

    private String[] names = NO_NAMES;
    private JsonValue[] values = NO_VALUES;
    private int size;

    /** True if an object has the arrays. */
    private boolean taken;

    private Builder(int members) {
      if (members > 0) {
        names = new String[members];
        values = new JsonValue[members];
      }
    }

    /**
     * Adds a member.
     *
     * @throws IllegalArgumentException if the name is there already or holds a lone surrogate
     */
    public Builder put(String name, JsonValue value) {
      for (var i = 0; i < size; i++) {
        if (names[i].equals(name)) {
          throw new IllegalArgumentException("duplicate name `" + name + "`");
        }
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

    /** Adds a member whose name the caller believes to be new; {@link #build} makes sure. */
    Builder append(String name, JsonValue value) {
      if (JsonString.indexOfLoneSurrogate(name) >= 0) {
        throw new IllegalArgumentException("lone surrogate in a member name");
      }
      if (size == names.length || taken) {
        resize(Math.max(4, 2 * size));
        taken = false;
      }
      names[size] = name;
      values[size++] = Objects.requireNonNull(value, "value");
      return this;
    }

    private void resize(int capacity) {
      names = Arrays.copyOf(names, capacity);
      values = Arrays.copyOf(values, capacity);
    }

    /**
     * The object.
     *
     * @throws IllegalArgumentException if a name is there twice
     */
    public JsonObject build() {
      if (size == 0) {
        return EMPTY;
      }
      if (size < names.length) {
        resize(size);
      }
      taken = true;
      return new JsonObject(names, values);
    }
  }
}
