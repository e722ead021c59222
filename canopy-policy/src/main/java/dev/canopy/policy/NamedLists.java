package dev.canopy.policy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** The lists of paths and hosts that a policy names, and the places that requests bring along. */
final class NamedLists {
  private static final List<String> GIVEN =
      List.of("safe_paths", "workspace", "cwd", "canopy_files");

  private final Issues issues;
  private final Map<String, List<YamlNode.Scalar>> lists = new LinkedHashMap<>();
  private boolean useSafePaths;

  NamedLists(Issues issues) {
    this.issues = issues;
  }

  void read(@Nullable YamlNode node) {
    if (node == null) {
      return;
    }
    if (!(node instanceof YamlNode.Mapping mapping)) {
      issues.add(node, "`lists` is " + node.kind() + ", wanted names and lists", "");
      return;
    }
    Fields.reportRepeats(mapping, issues);
    for (var entry : mapping.entries()) {
      var name = entry.key().text();
      if (GIVEN.contains(name)) {
        issues.add(
            entry.key(), "`" + name + "` is what the request brings along", "choose another name");
      } else if (name.isBlank() || name.indexOf('/') >= 0 || name.indexOf('.') >= 0) {
        issues.add(entry.key(), "`" + name + "` cannot name a list", "use letters and `_`");
      }
      if (entry.value() instanceof YamlNode.Sequence) {
        lists.put(name, Fields.texts(entry.value(), "the list `" + name + "`", issues));
      } else {
        issues.add(
            entry.value(),
            "the list `" + name + "` is " + entry.value().kind() + ", wanted a list",
            "write it as `[…]`");
        lists.put(name, List.of());
      }
    }
  }

  /** True if any rule asks about {@code agent_ctx.safe_paths}. */
  boolean useSafePaths() {
    return useSafePaths;
  }

  PathSet paths(YamlNode node, String of) {
    var set = new PathSet.Builder();
    var description = new StringJoiner(", ");
    for (var text : Fields.texts(node, of, issues)) {
      description.add(text.text());
      addPlace(set, text);
    }
    return set.describedAs(description.toString()).build();
  }

  /** The paths of {@code agent_ctx.safe_paths}. */
  PathSet safePaths() {
    useSafePaths = true;
    var set = new PathSet.Builder().describedAs("safe_paths");
    set.safePaths();
    return set.build();
  }

  private void addPlace(PathSet.Builder set, YamlNode.Scalar text) {
    switch (text.text()) {
      case "safe_paths" -> {
        useSafePaths = true;
        set.safePaths();
      }
      case "workspace" -> set.workspace();
      case "cwd" -> set.directory();
      case "canopy_files" -> set.canopyFiles();
      default -> addListOrPath(set, text);
    }
  }

  private void addListOrPath(PathSet.Builder set, YamlNode.Scalar text) {
    var list = lists.get(text.text());
    if (list != null) {
      for (var item : list) {
        addPath(set, item, "");
      }
    } else {
      var near = NearestName.find(text.text(), lists.keySet());
      if (near.isEmpty()) {
        near = NearestName.find(text.text(), GIVEN);
      }
      addPath(set, text, near);
    }
  }

  private void addPath(PathSet.Builder set, YamlNode.Scalar text, String near) {
    var fault = set.add(text.text());
    if (!fault.isEmpty()) {
      issues.add(
          text,
          "`" + text.text() + "` is neither a path nor the name of a list",
          near.isEmpty() ? fault : "did you mean `" + near + "`?");
    }
  }

  HostSet hosts(YamlNode node, String of) {
    var texts = Fields.texts(node, of, issues);
    var description = new StringJoiner(", ");
    for (var text : texts) {
      description.add(text.text());
    }
    var set = new HostSet(description.toString());
    for (var text : texts) {
      var list = lists.get(text.text());
      for (var item : list == null ? List.of(text) : list) {
        var fault = set.add(item.text());
        if (!fault.isEmpty()) {
          issues.add(item, "`" + item.text() + "` is no host", fault);
        }
      }
    }
    return set;
  }
}
