package dev.canopy;

import dev.canopy.effects.ActionType;
import dev.canopy.effects.Effect;
import dev.canopy.effects.Operand;
import dev.canopy.json.JsonObject;
import dev.canopy.json.JsonString;
import dev.canopy.json.JsonValue;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A payload without what cannot change what the action does. Only what is surely of that kind goes:
 *
 * <ul>
 *   <li>one line under a name such as {@code description}, of the built-in types that do not use
 *       it: of a tool that nobody knows it may be the text that is published;
 *   <li>the number of spaces between plain words of a command, and around a command;
 *   <li>the spelling of a path whose canonical form is an effect.
 * </ul>
 */
final class Wording {
  private static final Set<String> DESCRIBED =
      Set.of(
          ActionType.EXECUTE_SHELL,
          ActionType.MODIFY_FILE,
          ActionType.READ_FILE,
          ActionType.DELETE_FILE,
          ActionType.RUN_CODE,
          ActionType.QUERY_DATABASE);

  private static final Set<String> FILES =
      Set.of(ActionType.MODIFY_FILE, ActionType.READ_FILE, ActionType.DELETE_FILE);

  private static final Set<String> DESCRIPTIONS =
      Set.of("description", "explanation", "justification", "rationale", "tooluseid");

  /** Longer than a description, and it may be content. */
  private static final int MAX_DESCRIPTION = 500;

  private final ActionType type;
  private final List<Effect> effects;

  private Wording(ActionType type, List<Effect> effects) {
    this.type = type;
    this.effects = effects;
  }

  /** What of the payload matters. */
  static JsonValue of(ActionType type, JsonValue payload, List<Effect> effects) {
    var wording = new Wording(type, effects);
    if (payload instanceof JsonString text) {
      return new JsonString(wording.plain("", text.value()));
    }
    return payload instanceof JsonObject object && DESCRIBED.contains(type.name())
        ? wording.object(object)
        : payload;
  }

  private JsonObject object(JsonObject payload) {
    var out = JsonObject.builder();
    for (var i = 0; i < payload.size(); i++) {
      var name = payload.nameAt(i);
      var value = payload.valueAt(i);
      if (value instanceof JsonString text) {
        if (!isDescription(name, text.value())) {
          out.put(name, new JsonString(plain(name, text.value())));
        }
      } else {
        out.put(name, value);
      }
    }
    return out.build();
  }

  private static boolean isDescription(String name, String text) {
    var plain = name.toLowerCase(Locale.ROOT).replace("_", "").replace("-", "");
    return DESCRIPTIONS.contains(plain)
        && text.length() <= MAX_DESCRIPTION
        && text.indexOf('\n') < 0
        && text.indexOf('\r') < 0;
  }

  private String plain(String field, String text) {
    if (type.name().equals(ActionType.EXECUTE_SHELL)) {
      return isPlainWords(text) ? String.join(" ", Words.of(text)) : text;
    }
    return FILES.contains(type.name()) ? path(field, text) : text;
  }

  /** Words in which no character means anything to any shell. */
  private static boolean isPlainWords(String text) {
    for (var i = 0; i < text.length(); i++) {
      var c = text.charAt(i);
      if (!((c >= 'a' && c <= 'z')
          || (c >= 'A' && c <= 'Z')
          || (c >= '0' && c <= '9')
          || " \t./_-:@%+,".indexOf(c) >= 0)) {
        return false;
      }
    }
    return true;
  }

  private String path(String field, String text) {
    for (var effect : effects) {
      var path = path(effect);
      if (path != null
          && path.isExact()
          && path.text().startsWith("/")
          && path.given().equals(text)
          && effect.origin().field().equals(field)) {
        return path.text();
      }
    }
    return text;
  }

  private static @Nullable Operand path(Effect effect) {
    if (effect instanceof Effect.Reads e) {
      return e.path();
    } else if (effect instanceof Effect.Writes e) {
      return e.path();
    }
    return effect instanceof Effect.Deletes e ? e.path() : null;
  }
}
