package dev.canopy.policy;

import dev.canopy.effects.ActionType;
import dev.canopy.effects.EffectAnalyzer;
import dev.canopy.effects.FileFacts;
import dev.canopy.effects.Surroundings;
import dev.canopy.effects.ToolDeclaration;
import dev.canopy.json.JsonArray;
import dev.canopy.json.JsonBoolean;
import dev.canopy.json.JsonNull;
import dev.canopy.json.JsonNumber;
import dev.canopy.json.JsonObject;
import dev.canopy.json.JsonString;
import dev.canopy.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tries a rule on its own examples: what stands under {@code match} must be caught by that rule,
 * what stands under {@code no_match} must not. So a rule that does not do what its author thinks
 * never loads.
 */
final class Examples {
  private static final List<String> KEYS = List.of("match", "no_match");
  private static final List<String> EXAMPLE_KEYS = List.of("payload", "agent_ctx", "action_type");

  /** Where an example happens, unless it says otherwise. */
  private static final String WORKSPACE = "/workspace";

  /** What is Canopy's own there. */
  private static final List<String> CANOPY_FILES =
      List.of(
          "/workspace/audit.log",
          "/workspace/audit.log.d",
          "/workspace/audit.log.lock",
          "/workspace/policy.yaml");

  private static final JsonObject CONTEXT =
      JsonObject.builder()
          .put("workspace", new JsonString(WORKSPACE))
          .put("safe_paths", new JsonArray(List.of(new JsonString(WORKSPACE))))
          .build();

  private final EffectAnalyzer analyzer;
  private final boolean usesSafePaths;
  private final Issues issues;

  private Examples(List<ToolDeclaration> tools, boolean usesSafePaths, Issues issues) {
    this.analyzer = EffectAnalyzer.standard().withTools(tools);
    this.usesSafePaths = usesSafePaths;
    this.issues = issues;
  }

  static void check(
      List<PolicyReading.Draft> drafts,
      List<ToolDeclaration> tools,
      boolean usesSafePaths,
      Issues issues) {
    Examples examples = null;
    for (var draft : drafts) {
      if (draft.examples() != null && !draft.parts().isEmpty()) {
        if (examples == null) {
          examples = new Examples(tools, usesSafePaths, issues);
        }
        examples.check(draft, draft.examples());
      }
    }
  }

  private void check(PolicyReading.Draft draft, YamlNode node) {
    if (!(node instanceof YamlNode.Mapping mapping)) {
      issues.add(node, "`examples` is " + node.kind() + ", wanted `match` and `no_match`", "");
      return;
    }
    Fields.of(mapping, KEYS, "`examples`", issues);
    for (var entry : mapping.entries()) {
      if (!KEYS.contains(entry.key().text())) {
        continue;
      }
      if (!(entry.value() instanceof YamlNode.Sequence list) || list.items().isEmpty()) {
        issues.add(
            entry.value(), "`" + entry.key().text() + "` is not a list of examples", "use `- `");
        continue;
      }
      for (var item : list.items()) {
        example(draft, item, entry.key().text().equals("match"));
      }
    }
  }

  private void example(PolicyReading.Draft draft, YamlNode node, boolean wanted) {
    var target = draft.parts().get(0).target;
    var type = target.names().isEmpty() ? null : target.names().get(0);
    var payload = node;
    var context = CONTEXT;
    if (node instanceof YamlNode.Mapping mapping) {
      var fields = Fields.of(mapping, EXAMPLE_KEYS, "an example", issues);
      if (fields.has("action_type")) {
        type = fields.text("action_type");
      }
      if (json(fields.get("agent_ctx")) instanceof JsonObject given) {
        context = given;
      } else if (fields.has("agent_ctx")) {
        issues.add(node, "`agent_ctx` of an example is not a mapping", "");
      }
      payload = fields.get("payload");
      if (payload == null) {
        issues.add(node, "the example has no `payload`", "");
        return;
      }
    }
    if (type == null) {
      issues.add(
          node,
          "the example has no `action_type`, and the rule is for a pattern of types",
          "write `{action_type: …, payload: …}`");
      return;
    }
    judge(draft, node, type, context, payload, wanted);
  }

  private void judge(
      PolicyReading.Draft draft,
      YamlNode node,
      String typeName,
      JsonObject context,
      YamlNode payload,
      boolean wanted) {
    ActionType type;
    try {
      type = ActionType.of(typeName);
    } catch (IllegalArgumentException e) {
      issues.add(node, "`" + typeName + "` is no type of action", "");
      return;
    }
    var directory = context.string("cwd").orElse(WORKSPACE);
    var request = new ActionRequest(context, type, json(payload));
    var analysis =
        analyzer.analyze(
            type, request.payload(), new Surroundings(directory, "/home/agent", FileFacts.NONE));
    if (analysis.malformed() != null) {
      issues.add(node, "the example is malformed: " + analysis.malformed(), "");
      return;
    }
    var scope = new Scope(request, analysis, directory, CANOPY_FILES);
    if (usesSafePaths && scope.safePaths() == null) {
      issues.add(node, "`safe_paths` of the example is not a list of absolute paths", "");
      return;
    }
    if (caught(draft, type, scope) != wanted) {
      issues.add(
          node,
          wanted
              ? "the rule does not match this example, which stands under `match`"
              : "the rule matches this example, which stands under `no_match`",
          "`canopy explain` shows what each part of its condition comes to");
    }
  }

  private static boolean caught(PolicyReading.Draft draft, ActionType type, Scope scope) {
    for (var part : draft.parts()) {
      if (part.target.includes(type)
          && StrictestWins.contribution(part.decision, part.evaluate(scope)) != null) {
        return true;
      }
    }
    return false;
  }

  private static JsonValue json(@Nullable YamlNode node) {
    if (node instanceof YamlNode.Scalar scalar) {
      return switch (scalar.type()) {
        case NULL -> JsonNull.NULL;
        case FLAG -> JsonBoolean.of(scalar.isTrue());
        case NUMBER -> new JsonNumber(Double.parseDouble(scalar.text()));
        case TEXT -> new JsonString(scalar.text());
      };
    }
    if (node instanceof YamlNode.Sequence list) {
      var items = new ArrayList<JsonValue>();
      list.items().forEach(item -> items.add(json(item)));
      return new JsonArray(items);
    }
    if (node instanceof YamlNode.Mapping mapping) {
      var object = JsonObject.builder();
      mapping.entries().forEach(e -> object.put(e.key().text(), json(e.value())));
      return object.build();
    }
    return JsonNull.NULL;
  }
}
