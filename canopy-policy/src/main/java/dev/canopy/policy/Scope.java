package dev.canopy.policy;

import dev.canopy.effects.Analysis;
import dev.canopy.effects.Effect;
import dev.canopy.json.JsonArray;
import dev.canopy.json.JsonString;
import dev.canopy.json.JsonValue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One request while it is weighed. For one thread; works out what rules share, once. */
final class Scope {
  private static final String[] NONE = new String[0];

  final ActionRequest request;
  final List<Effect> effects;

  /** The bits of the kinds of effect that there are. */
  final int kinds;

  /** Absolute paths of what is Canopy's own, without dot segments. */
  final List<String> canopyFiles;

  private final String directory;
  private String @Nullable [] safePaths;
  private boolean safePathsRead;
  private @Nullable PayloadText payloadText;

  Scope(ActionRequest request, Analysis analysis, String directory, List<String> canopyFiles) {
    this.request = request;
    this.effects = analysis.effects();
    this.directory = directory;
    this.canopyFiles = canopyFiles;
    var bits = 0;
    for (var i = 0; i < effects.size(); i++) {
      bits |= EffectKind.bitOf(effects.get(i));
    }
    this.kinds = bits;
  }

  /** {@code agent_ctx.safe_paths}; null if it is not a list of absolute paths. */
  String @Nullable [] safePaths() {
    if (!safePathsRead) {
      safePaths = readSafePaths(request.context().get("safe_paths"));
      safePathsRead = true;
    }
    return safePaths;
  }

  private static String @Nullable [] readSafePaths(@Nullable JsonValue value) {
    if (value == null) {
      return NONE;
    }
    if (!(value instanceof JsonArray list)) {
      return null;
    }
    var paths = new String[list.items().size()];
    for (var i = 0; i < paths.length; i++) {
      if (!(list.items().get(i) instanceof JsonString s) || !s.value().startsWith("/")) {
        return null;
      }
      paths[i] = Paths.normalize(s.value());
    }
    return paths;
  }

  /** {@code agent_ctx.workspace}; empty if there is none, null if it is not an absolute path. */
  @Nullable String workspace() {
    return absolute("workspace", "");
  }

  /** {@code agent_ctx.cwd}, or else the directory in which the action would run. */
  @Nullable String directory() {
    return absolute("cwd", directory);
  }

  private @Nullable String absolute(String key, String otherwise) {
    var value = request.context().get(key);
    if (value == null) {
      return otherwise;
    }
    return value instanceof JsonString s && s.value().startsWith("/")
        ? Paths.normalize(s.value())
        : null;
  }

  PayloadText payloadText() {
    var text = payloadText;
    if (text == null) {
      text = PayloadText.of(request.payload(), effects);
      payloadText = text;
    }
    return text;
  }
}
