package dev.canopy.policy;

import dev.canopy.effects.Certainty;
import dev.canopy.effects.Effect;
import dev.canopy.effects.HostPlace;
import dev.canopy.effects.Operand;
import dev.canopy.effects.Origin;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Effects as test data writes them: {@code {kind: deletes, path: /etc, recursive: true}}. */
final class EffectData {
  private static final Origin ORIGIN = new Origin("", 0, 0);

  private final Map<?, ?> data;

  private EffectData(Map<?, ?> data) {
    this.data = data;
  }

  static Effect effect(Object data) {
    return new EffectData((Map<?, ?>) data).effect();
  }

  private Effect effect() {
    return switch (text("kind")) {
      case "runs" -> new Effect.Runs(operand("program"), operands("arguments"), via(), ORIGIN);
      case "reads" -> new Effect.Reads(operand("path"), ORIGIN);
      case "writes" ->
          new Effect.Writes(
              operand("path"),
              Effect.Writes.Mode.valueOf(upper(text("mode", "truncate"))),
              flag("recursive"),
              ORIGIN);
      case "deletes" ->
          new Effect.Deletes(operand("path"), flag("recursive"), flag("moved"), ORIGIN);
      case "connects" ->
          new Effect.Connects(
              operand("host"),
              ((Number) get("port", 0)).intValue(),
              text("scheme", "https"),
              text("method", "GET"),
              flag("sends_data"),
              HostPlace.valueOf(upper(text("place", "public"))),
              ORIGIN);
      case "runs_remote_code" ->
          new Effect.RunsRemoteCode(text("interpreter", "sh"), operand("source"), ORIGIN);
      case "installs" ->
          new Effect.Installs(operand("name"), text("manager"), flag("runs_scripts"), ORIGIN);
      case "escalates" -> new Effect.Escalates(text("how", "sudo"), ORIGIN);
      case "persists" -> new Effect.Persists(text("what"), operand("place"), ORIGIN);
      case "changes_system" -> new Effect.ChangesSystem(text("area"), operand("what"), ORIGIN);
      case "destroys" -> new Effect.Destroys(text("resource"), operand("what"), ORIGIN);
      case "changes" -> new Effect.Changes(text("resource"), operand("what"), ORIGIN);
      case "reads_secret" -> new Effect.ReadsSecret(operand("what"), ORIGIN);
      case "sends" -> new Effect.Sends(operand("destination"), flag("secret"), ORIGIN);
      case "poisons_environment" -> new Effect.PoisonsEnvironment(text("variable"), ORIGIN);
      case "spends" ->
          new Effect.Spends(new BigDecimal(text("amount")), text("currency", "USD"), ORIGIN);
      case "calls_tool" ->
          new Effect.CallsTool(text("server", ""), text("tool"), flag("read_only"), ORIGIN);
      case "unresolved" -> new Effect.Unresolved(text("reason", "not known"), ORIGIN);
      default -> throw new IllegalArgumentException("no effect: " + data);
    };
  }

  private Object get(String key, Object otherwise) {
    var value = data.get(key);
    return value == null ? otherwise : value;
  }

  private String text(String key) {
    return String.valueOf(get(key, "?"));
  }

  private String text(String key, String otherwise) {
    return String.valueOf(get(key, otherwise));
  }

  private boolean flag(String key) {
    return (Boolean) get(key, false);
  }

  private Operand operand(String key) {
    return operand(data.get(key));
  }

  /** A text is exact; {@code {pattern: …}} and {@code {unknown: …}} are not. */
  private static Operand operand(@Nullable Object value) {
    if (value instanceof Map<?, ?> map) {
      var pattern = map.get("pattern");
      var text = String.valueOf(pattern == null ? map.get("unknown") : pattern);
      return new Operand(text, text, pattern == null ? Certainty.UNKNOWN : Certainty.PATTERN);
    }
    return Operand.exact(String.valueOf(value));
  }

  private List<Operand> operands(String key) {
    var operands = new ArrayList<Operand>();
    for (var item : (List<?>) get(key, List.of())) {
      operands.add(operand(item));
    }
    return operands;
  }

  private List<String> via() {
    var via = new ArrayList<String>();
    for (var item : (List<?>) get("via", List.of())) {
      via.add(String.valueOf(item));
    }
    return via;
  }

  private static String upper(String text) {
    return text.toUpperCase(Locale.ROOT);
  }
}
