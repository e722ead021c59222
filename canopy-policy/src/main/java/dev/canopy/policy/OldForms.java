package dev.canopy.policy;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rule keys of the seed's relatives: {@code deny_if}, {@code deny_regex}, {@code
 * require_approval}, {@code require_approval_if}, {@code allow_if: safe_paths}. Each is a rule of
 * its own here, so none can hide another, and their order does not matter.
 */
final class OldForms {
  private static final int PATH_KINDS =
      EffectKind.READS.bit() | EffectKind.WRITES.bit() | EffectKind.DELETES.bit();

  private static final List<String> YES_OR_NO = List.of("yes", "on", "no", "off");

  private final Issues issues;
  private final NamedLists lists;

  OldForms(Issues issues, NamedLists lists) {
    this.issues = issues;
    this.lists = lists;
  }

  /** What one key of an older rule means. */
  record Part(Decision decision, String reason, @Nullable Condition condition) {}

  List<Part> parts(YamlNode.Mapping rule) {
    var parts = new ArrayList<Part>();
    for (var entry : rule.entries()) {
      var value = entry.value();
      switch (entry.key().text()) {
        case "deny_if" ->
            contains(
                parts, Decision.DENY, "Denied by policy: matched '", entry.key().text(), value);
        case "require_approval_if" ->
            contains(
                parts,
                Decision.REQUIRE_APPROVAL,
                "Policy requires approval: matched '",
                entry.key().text(),
                value);
        case "deny_regex" -> matches(parts, value);
        case "require_approval" -> {
          if (isYes(value)) {
            parts.add(new Part(Decision.REQUIRE_APPROVAL, "Policy requires approval", null));
          }
        }
        case "allow_if" -> safePaths(parts, value);
        default -> {}
      }
    }
    return parts;
  }

  private void contains(
      List<Part> parts, Decision decision, String reason, String key, YamlNode value) {
    for (var text : Fields.texts(value, "`" + key + "`", issues)) {
      var test = TextTest.of(TextTest.Kind.CONTAINS, text.text(), true);
      parts.add(new Part(decision, reason + text.text() + "'", new PayloadCondition(test)));
    }
  }

  private void matches(List<Part> parts, YamlNode value) {
    for (var text : Fields.texts(value, "`deny_regex`", issues)) {
      var pattern = ValueTestReading.pattern(text.text(), text, true, issues);
      if (pattern != null) {
        parts.add(
            new Part(
                Decision.DENY,
                "Denied by policy: matched /" + text.text() + "/",
                new PayloadCondition(TextTest.matches(pattern))));
      }
    }
  }

  /** In YAML 1.2 `yes` is text; beside this key it can only mean one thing. */
  private boolean isYes(YamlNode value) {
    if (value instanceof YamlNode.Scalar s && YES_OR_NO.contains(s.text())) {
      return s.text().equals("yes") || s.text().equals("on");
    }
    return Fields.flag(value, "`require_approval`", issues);
  }

  /** Inside the safe paths: ALLOW; anywhere else: DENY, as in the ancestor. */
  private void safePaths(List<Part> parts, YamlNode value) {
    if (!(value instanceof YamlNode.Scalar s) || !s.text().equals("safe_paths")) {
      issues.add(value, "`allow_if` is " + value.kind() + ", wanted `safe_paths`", "");
      return;
    }
    var path = new PathTest(PathSet.Relation.UNDER, lists.safePaths());
    var onSafePath =
        new EffectMatcher.OfKind(
            PATH_KINDS, List.of(new EffectMatcher.FieldTest(EffectField.PATH, path)));
    var runs = new EffectMatcher.OfKind(EffectKind.RUNS.bit(), List.of());
    var safe =
        Logic.all(
            new AnyEffect(new EffectMatcher.OfKind(PATH_KINDS, List.of())),
            new EveryEffect(EffectMatcher.Several.of(false, List.of(onSafePath, runs))));
    parts.add(new Part(Decision.ALLOW, "Allowed by policy: safe_paths", safe));
    parts.add(new Part(Decision.DENY, "Denied by policy: unsafe path", new Negation(safe)));
  }
}
