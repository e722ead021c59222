package dev.canopy.gateway;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * All routes. A path is compared as it was sent: nothing is decoded, joined or cut, so that there
 * is one way to write each. Immutable.
 */
final class Routes {
  private final List<Route> all;
  private final Map<String, Map<String, Route>> plain = new HashMap<>();
  private final List<Route> templates = new ArrayList<>();

  Routes(List<Route> routes) {
    this.all = List.copyOf(routes);
    for (var route : all) {
      if (route.path().indexOf('{') < 0) {
        plain.computeIfAbsent(route.path(), p -> new HashMap<>()).put(route.method(), route);
      } else {
        templates.add(route);
      }
    }
  }

  List<Route> all() {
    return all;
  }

  /**
   * What a path leads to.
   *
   * @param methods the routes there, by method
   * @param id what stood in the braces; empty if the path has none
   */
  record Found(Map<String, Route> methods, String id) {
    /** For the {@code Allow} header. */
    String allowed() {
      return String.join(", ", new TreeSet<>(methods.keySet()));
    }
  }

  /** The routes of a path; null if it has none. */
  @Nullable Found find(String path) {
    var methods = plain.get(path);
    if (methods != null) {
      return new Found(methods, "");
    }
    Map<String, Route> found = new HashMap<>();
    var id = "";
    for (var route : templates) {
      var value = match(route.path(), path);
      if (value != null) {
        found.put(route.method(), route);
        id = value;
      }
    }
    return found.isEmpty() ? null : new Found(found, id);
  }

  /** What stands in the braces of the template; null if the path is not of its form. */
  private static @Nullable String match(String template, String path) {
    var open = template.indexOf('{');
    var before = template.substring(0, open);
    var after = template.substring(template.indexOf('}') + 1);
    if (path.length() <= before.length() + after.length()
        || !path.startsWith(before)
        || !path.endsWith(after)) {
      return null;
    }
    var value = path.substring(before.length(), path.length() - after.length());
    return Texts.isToken(value, 128) ? value : null;
  }
}
