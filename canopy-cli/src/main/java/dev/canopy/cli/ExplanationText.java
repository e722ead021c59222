package dev.canopy.cli;

import dev.canopy.Verdict;
import dev.canopy.effects.Effect;
import dev.canopy.effects.Origin;
import dev.canopy.json.JsonArray;
import dev.canopy.json.JsonObject;
import dev.canopy.json.JsonString;
import dev.canopy.json.JsonValue;
import dev.canopy.policy.Explanation;
import dev.canopy.policy.Outcome;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Why a decision is what it is, as a person reads it. */
record ExplanationText(Verdict verdict, @Nullable Explanation explanation, Style style) {
  /** How much of a long line is shown around what is underlined. */
  private static final int CONTEXT = 30;

  private static final int LONGEST_LINE = 100;

  /** Deeper conditions are not set in further. */
  private static final int DEEPEST = 8;

  String text() {
    var out = new StringBuilder();
    var request = verdict.request();
    if (request != null) {
      out.append(Visible.of(request.type().given()));
      if (!request.type().given().equals(request.type().name())) {
        out.append(", which is ").append(request.type().name());
      }
      out.append("\n\n");
      effects(request.payload(), out);
    }
    if (verdict.analysis().malformed() != null) {
      out.append("malformed: ").append(Visible.of(verdict.analysis().malformed())).append("\n\n");
    }
    if (explanation != null) {
      rules(explanation, out);
    }
    var evaluation = verdict.evaluation();
    out.append(style.decision(evaluation.decision()));
    out.append("  ").append(Visible.of(evaluation.reason())).append('\n');
    return out.toString();
  }

  /** Each rule for this type of action, the ones that matched with what made them match. */
  private void rules(Explanation explanation, StringBuilder out) {
    var idle = new ArrayList<String>();
    var others = new ArrayList<String>();
    for (var rule : explanation.rules()) {
      if (!rule.targeted()) {
        others.add(Visible.of(rule.id()));
      } else if (rule.outcome() == Outcome.FALSE) {
        idle.add(Visible.of(rule.id()));
      } else {
        out.append(rule(rule)).append('\n');
        for (var finding : rule.findings()) {
          finding(finding, out);
        }
      }
    }
    list("do not match", idle, out);
    list("are for other types of action", others, out);
    if (verdict.evaluation().ruleIds().isEmpty()) {
      out.append("  no rule decides; the default for this type of action is ");
      out.append(explanation.byDefault()).append('\n');
    }
    out.append('\n');
  }

  private String rule(Explanation.Rule rule) {
    var outcome =
        switch (rule.outcome()) {
          case TRUE -> "matches";
          case FALSE -> "does not match";
          case MAYBE -> "may match";
          case ERRORED -> "cannot be judged";
        };
    var text = Visible.of(rule.id()) + " (" + rule.decision() + "): " + outcome;
    return rule.decided() ? style.bold("> " + text + ", decides") : "  " + text;
  }

  private void list(String what, List<String> ids, StringBuilder out) {
    if (ids.isEmpty()) {
      return;
    }
    var line = new StringBuilder("  " + what + ":");
    for (var i = 0; i < ids.size(); i++) {
      var word = " " + ids.get(i) + (i + 1 < ids.size() ? "," : "");
      if (line.length() + word.length() > LONGEST_LINE) {
        out.append(style.dim(line.toString())).append('\n');
        line = new StringBuilder("   ");
      }
      line.append(word);
    }
    out.append(style.dim(line.toString())).append('\n');
  }

  private void finding(Explanation.Finding finding, StringBuilder out) {
    if (finding.outcome() == Outcome.FALSE) {
      return;
    }
    out.append("    ").append("  ".repeat(Math.min(finding.depth(), DEEPEST)));
    out.append(Visible.of(finding.condition()));
    if (finding.outcome() != Outcome.TRUE) {
      out.append(finding.outcome() == Outcome.MAYBE ? ": may hold" : ": cannot be judged");
    }
    if (finding.effect() != null) {
      out.append(style.dim("  <- " + EffectText.of(finding.effect())));
    }
    out.append('\n');
  }

  private void effects(JsonValue payload, StringBuilder out) {
    var byOrigin = new LinkedHashMap<Origin, List<Effect>>();
    for (var effect : verdict.analysis().effects()) {
      byOrigin.computeIfAbsent(effect.origin(), o -> new ArrayList<>()).add(effect);
    }
    for (var group : byOrigin.entrySet()) {
      excerpt(payload, group.getKey(), out);
      for (var effect : group.getValue()) {
        out.append("    ").append(EffectText.of(effect)).append('\n');
      }
    }
    out.append(byOrigin.isEmpty() ? "  no effects\n\n" : "\n");
  }

  /** The line that the origin starts in, and the origin underlined. */
  private void excerpt(JsonValue payload, Origin origin, StringBuilder out) {
    var text = field(payload, origin.field());
    // A place without length is where something is missing, at the end as a rule.
    var isAll = origin.start() >= origin.end() && origin.start() == 0;
    if (text == null || isAll || origin.end() > text.length()) {
      out.append("  ")
          .append(origin.field().isEmpty() ? "the payload" : Visible.of(origin.field()));
      out.append(":\n");
      return;
    }
    var lineStart = text.lastIndexOf('\n', origin.start() - 1) + 1;
    var lineEnd = text.indexOf('\n', origin.start());
    lineEnd = lineEnd < 0 ? text.length() : lineEnd;
    if (lineEnd - lineStart > LONGEST_LINE) {
      lineStart = Math.max(lineStart, origin.start() - CONTEXT);
      lineEnd = Math.min(lineEnd, Math.max(origin.end() + CONTEXT, lineStart + LONGEST_LINE));
      lineEnd = Math.min(lineEnd, lineStart + 2 * LONGEST_LINE);
    }
    var shown = new StringBuilder();
    var from = 0;
    var to = 0;
    for (var i = lineStart; i < lineEnd; i++) {
      from = i == origin.start() ? shown.length() : from;
      Visible.append(text, i, shown);
      to = i < origin.end() ? shown.length() : to;
    }
    from = origin.start() >= lineEnd ? shown.length() : from;
    out.append("  ").append(shown).append('\n');
    out.append("  ").append(" ".repeat(from));
    out.append(style.warning("^".repeat(Math.max(1, to - from)))).append('\n');
  }

  /** The text of a payload field such as {@code arguments.path}, or null if it is not a text. */
  private static @Nullable String field(JsonValue payload, String name) {
    JsonValue value = payload;
    if (!name.isEmpty()) {
      var start = 0;
      while (start <= name.length()) {
        var end = name.indexOf('.', start);
        end = end < 0 ? name.length() : end;
        value = member(value, name.substring(start, end));
        if (value == null) {
          return null;
        }
        start = end + 1;
      }
    }
    return value instanceof JsonString text ? text.value() : null;
  }

  private static @Nullable JsonValue member(JsonValue value, String name) {
    if (value instanceof JsonObject object) {
      return object.get(name);
    }
    if (value instanceof JsonArray array) {
      try {
        var index = Integer.parseInt(name);
        return index >= 0 && index < array.items().size() ? array.items().get(index) : null;
      } catch (NumberFormatException e) {
        return null;
      }
    }
    return null;
  }
}
