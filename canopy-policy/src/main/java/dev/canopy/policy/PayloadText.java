package dev.canopy.policy;

import dev.canopy.effects.Effect;
import dev.canopy.json.JsonArray;
import dev.canopy.json.JsonObject;
import dev.canopy.json.JsonString;
import dev.canopy.json.JsonValue;
import java.util.ArrayList;
import java.util.List;

/**
 * The texts of a payload: each string in it, each list of strings joined by single spaces (an
 * argument list), and the words of each program that it would start, after the shell has had its
 * way with quotes. Never a rendering of the payload, where a tab becomes {@code \t} and keys look
 * like values.
 *
 * @param tooLong true if there was more than {@link #MAX_LENGTH} of it
 * @param uncertain true if a program to start, or a whole part of the action, is not known
 */
record PayloadText(List<String> texts, boolean tooLong, boolean uncertain) {
  /**
   * In characters, all texts together: as much as one pattern may be asked to look at, 16 times.
   */
  static final int MAX_LENGTH = 1 << 20;

  static PayloadText of(JsonValue payload, List<Effect> effects) {
    var texts = new ArrayList<String>();
    collect(payload, texts);
    var uncertain = false;
    for (var effect : effects) {
      if (effect instanceof Effect.Runs runs) {
        texts.add(CommandLine.text(runs));
        uncertain |= !runs.program().isExact();
      } else if (effect instanceof Effect.Unresolved) {
        uncertain = true;
      }
    }
    var length = 0L;
    for (var text : texts) {
      length += text.length();
    }
    return new PayloadText(texts, length > MAX_LENGTH, uncertain);
  }

  private static void collect(JsonValue value, List<String> texts) {
    if (value instanceof JsonString s) {
      texts.add(s.value());
    } else if (value instanceof JsonArray list) {
      var joined = new StringBuilder();
      for (var item : list.items()) {
        collect(item, texts);
        if (item instanceof JsonString s) {
          joined.append(joined.isEmpty() ? "" : " ").append(s.value());
        }
      }
      if (list.items().size() > 1 && !joined.isEmpty()) {
        texts.add(joined.toString());
      }
    } else if (value instanceof JsonObject object) {
      for (var i = 0; i < object.size(); i++) {
        collect(object.valueAt(i), texts);
      }
    }
  }

  /** Any text passes the test; if none does but not all is known, perhaps. */
  Outcome test(ValueTest test, Scope scope) {
    if (tooLong) {
      return Outcome.ERRORED;
    }
    var outcome = Outcome.FALSE;
    for (var i = 0; i < texts.size() && outcome != Outcome.TRUE; i++) {
      outcome = outcome.or(test.text(texts.get(i), scope));
    }
    return outcome == Outcome.FALSE && uncertain ? Outcome.MAYBE : outcome;
  }
}
