package dev.canopy.json;

/** The JSON null. */
public enum JsonNull implements JsonValue {
  NULL;

  @Override
  public String kind() {
    return "null";
  }
}
