package dev.canopy.json;

import java.util.Objects;

/** A JSON string. Holds no lone surrogate: its UTF-8 form always exists. */
public record JsonString(String value) implements JsonValue {
  public JsonString {
    Objects.requireNonNull(value, "value");
    var bad = indexOfLoneSurrogate(value);
    if (bad >= 0) {
      throw new IllegalArgumentException("lone surrogate at index " + bad);
    }
  }

  /** The index of the first surrogate without its partner, or -1. */
  static int indexOfLoneSurrogate(String text) {
    for (var i = 0; i < text.length(); i++) {
      var c = text.charAt(i);
      if (!Character.isSurrogate(c)) {
        continue;
      }
      if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        i++;
      } else {
        return i;
      }
    }
    return -1;
  }

  @Override
  public String kind() {
    return "a string";
  }
}
