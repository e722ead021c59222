package dev.canopy.fuzzing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.canopy.effects.ActionType;
import dev.canopy.effects.Analysis;
import dev.canopy.effects.Effect;
import dev.canopy.effects.EffectAnalyzer;
import dev.canopy.effects.FileFacts;
import dev.canopy.effects.Surroundings;
import dev.canopy.json.Json;
import dev.canopy.json.JsonException;
import dev.canopy.json.JsonObject;
import dev.canopy.json.JsonString;
import dev.canopy.json.JsonValue;
import dev.canopy.shell.Command;
import dev.canopy.shell.ShellReading;
import dev.canopy.shell.Span;

/** What must be true of every reading, whatever the input is. */
final class Invariants {
  private static final Surroundings HERE = new Surroundings("/w", "/w", FileFacts.NONE);
  private static final EffectAnalyzer ANALYZER = EffectAnalyzer.standard();

  private Invariants() {}

  static String text(byte[] bytes) {
    return new String(bytes, UTF_8);
  }

  /** Spans stand in the text, and no fault of ours was caught on the way. */
  static void check(String text, ShellReading reading) {
    for (Command command : reading.commands()) {
      inside(text, command.span());
      assertThat(command.words()).isNotEmpty();
      command.words().forEach(w -> inside(text, w.span()));
    }
    for (var gap : reading.gaps()) {
      inside(text, gap.span());
      assertThat(gap.reason()).doesNotContain("a fault in");
    }
  }

  private static void inside(String text, Span span) {
    assertThat(span.start()).isBetween(0, text.length());
    assertThat(span.end()).isBetween(span.start(), text.length());
  }

  /** The effects of an action with one field, of which none says that the analysis failed. */
  static Analysis effects(String type, String field, String value) {
    return effects(type, JsonObject.builder().put(field, value).build());
  }

  static Analysis effects(String type, JsonValue payload) {
    var analysis = ANALYZER.analyze(ActionType.of(type), payload, HERE);
    for (var effect : analysis.effects()) {
      assertThat(effect.origin().start()).isGreaterThanOrEqualTo(0);
      assertThat(effect.origin().end()).isGreaterThanOrEqualTo(effect.origin().start());
      if (effect instanceof Effect.Unresolved unresolved) {
        assertThat(unresolved.reason()).doesNotContain("the analysis failed");
      }
    }
    if (analysis.malformed() != null) {
      assertThat(analysis.effects()).isNotEmpty();
    }
    return analysis;
  }

  /** What JSON says is said by what is written of it. */
  static void roundTrip(byte[] bytes) {
    JsonValue value;
    try {
      value = Json.parse(bytes);
    } catch (JsonException e) {
      assertThat(e.getMessage()).isNotBlank();
      return;
    }
    try {
      assertThat(Json.parse(Json.write(value))).isEqualTo(value);
    } catch (JsonException e) {
      throw new AssertionError("what was written is not read: " + Json.write(value), e);
    }
    assertThat(new JsonString(text(bytes)).value()).isEqualTo(text(bytes));
  }
}
