package dev.canopy;

import dev.canopy.json.Json;
import dev.canopy.json.JsonException;
import dev.canopy.json.JsonObject;
import dev.canopy.json.JsonValue;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The facts of {@link AttributeSource}s in the place of what the caller claims. */
final class Facts {
  private Facts() {}

  /** The context with what the sources know; what they own and do not know is absent. */
  static JsonObject add(JsonObject claimed, List<AttributeSource> sources) {
    var context = claimed;
    for (var source : sources) {
      context = add(context, source);
    }
    return context;
  }

  private static JsonObject add(JsonObject context, AttributeSource source) {
    var names = Set.copyOf(source.names());
    var facts = fetch(source, context);
    var out = JsonObject.builder();
    for (var i = 0; i < context.size(); i++) {
      if (!names.contains(context.nameAt(i))) {
        out.put(context.nameAt(i), context.valueAt(i));
      }
    }
    for (var name : names) {
      var value = freeze(facts.get(name));
      if (value != null) {
        out.put(name, value);
      }
    }
    return out.build();
  }

  private static Map<String, ?> fetch(AttributeSource source, JsonObject context) {
    try {
      return Map.copyOf(source.fetch(context));
    } catch (RuntimeException e) {
      return Map.of();
    }
  }

  private static @Nullable JsonValue freeze(@Nullable Object value) {
    try {
      return value == null ? null : Json.of(value);
    } catch (JsonException | RuntimeException e) {
      return null;
    }
  }
}
