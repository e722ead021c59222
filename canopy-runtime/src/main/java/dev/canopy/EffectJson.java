package dev.canopy;

import dev.canopy.effects.Effect;
import dev.canopy.json.Json;
import dev.canopy.json.JsonArray;
import dev.canopy.json.JsonException;
import dev.canopy.json.JsonObject;
import dev.canopy.json.JsonValue;
import java.util.ArrayList;
import java.util.List;

/** Effects as they are shown and hashed. */
public final class EffectJson {
  private EffectJson() {}

  /** The effects in order, each as an object that starts with its {@code kind}. */
  public static JsonArray of(List<Effect> effects) {
    var items = new ArrayList<JsonValue>(effects.size());
    for (var effect : effects) {
      items.add(of(effect));
    }
    return new JsonArray(items);
  }

  /** The effect as an object that starts with its {@code kind}. */
  public static JsonObject of(Effect effect) {
    try {
      return JsonObject.builder().put("kind", effect.kind()).put("effect", Json.of(effect)).build();
    } catch (JsonException e) {
      throw new IllegalStateException(e);
    }
  }
}
