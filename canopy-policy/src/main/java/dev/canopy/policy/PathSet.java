package dev.canopy.policy;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Places in the file system: fixed paths, patterns of paths ({@code *} for a part of one name,
 * {@code **} for any number of names), and the places that a request brings along.
 *
 * <p>Compares whole names, never prefixes of text: {@code /tmp/safe} is not above {@code
 * /tmp/safe-evil}.
 */
final class PathSet {
  /** How a path lies to a place. */
  enum Relation {
    /** It is the place, or below it. */
    UNDER,
    /** It is below the place. */
    INSIDE,
    /** It is the place, or above it: what befalls the path befalls the place. */
    HOLDS
  }

  private final String[] fixed;
  private final String[][] patterns;
  private final boolean safePaths;
  private final boolean workspace;
  private final boolean directory;
  private final boolean canopyFiles;
  private final String description;

  private PathSet(Builder builder) {
    this.fixed = builder.fixed.toArray(String[]::new);
    this.patterns = builder.patterns.toArray(String[][]::new);
    this.safePaths = builder.safePaths;
    this.workspace = builder.workspace;
    this.directory = builder.directory;
    this.canopyFiles = builder.canopyFiles;
    this.description = builder.description;
  }

  /** Collects places; names the first thing that is none. */
  static final class Builder {
    private final List<String> fixed = new ArrayList<>();
    private final List<String[]> patterns = new ArrayList<>();
    private boolean safePaths;
    private boolean workspace;
    private boolean directory;
    private boolean canopyFiles;
    private String description = "";

    Builder describedAs(String text) {
      description = text;
      return this;
    }

    void safePaths() {
      safePaths = true;
    }

    void workspace() {
      workspace = true;
    }

    void directory() {
      directory = true;
    }

    void canopyFiles() {
      canopyFiles = true;
    }

    /** Adds a path; returns what is wrong with it, or empty. */
    String add(String path) {
      if (!path.startsWith("/")) {
        return path.startsWith("~")
            ? "the policy does not know whose home `~` is; write `/home/*` or `/root`"
            : "a place is an absolute path, starting with `/`";
      }
      var normal = Paths.normalize(path);
      if (normal.indexOf('*') < 0) {
        fixed.add(normal);
      } else {
        patterns.add(normal.substring(1).split("/", -1));
      }
      return "";
    }

    PathSet build() {
      return new PathSet(this);
    }
  }

  String describe() {
    return description;
  }

  /** True if the set depends on {@code agent_ctx.safe_paths}. */
  boolean usesSafePaths() {
    return safePaths;
  }

  /** How an absolute path without dot segments lies to the nearest of these places. */
  Outcome test(Relation relation, String path, Scope scope) {
    for (var base : fixed) {
      if (Paths.relates(relation, path, base)) {
        return Outcome.TRUE;
      }
    }
    for (var pattern : patterns) {
      if (relatesToPattern(relation, path, pattern)) {
        return Outcome.TRUE;
      }
    }
    return isGiven() ? given(relation, path, scope) : Outcome.FALSE;
  }

  /** True if some of the places are known only when a request is weighed. */
  private boolean isGiven() {
    return safePaths || workspace || directory || canopyFiles;
  }

  private Outcome given(Relation relation, String path, Scope scope) {
    var outcome = Outcome.FALSE;
    if (safePaths) {
      var safe = scope.safePaths();
      if (safe == null) {
        outcome = Outcome.ERRORED;
      } else {
        for (var base : safe) {
          if (Paths.relates(relation, path, base)) {
            return Outcome.TRUE;
          }
        }
      }
    }
    if (canopyFiles) {
      for (var base : scope.canopyFiles) {
        if (Paths.relates(relation, path, base)) {
          return Outcome.TRUE;
        }
      }
    }
    if (workspace) {
      outcome = outcome.or(one(relation, path, scope.workspace()));
    }
    if (directory) {
      outcome = outcome.or(one(relation, path, scope.directory()));
    }
    return outcome;
  }

  private static Outcome one(Relation relation, String path, @Nullable String base) {
    if (base == null) {
      return Outcome.ERRORED;
    }
    // A workspace that is the whole disk is no workspace.
    return Outcome.of(base.length() > 1 && Paths.relates(relation, path, base));
  }

  /**
   * How the members of a glob lie to these places: TRUE if all of them do, FALSE if none does. For
   * {@link Relation#HOLDS} one is enough: what takes a place with it takes it, whatever else goes.
   */
  Outcome testGlob(Relation relation, String glob, Scope scope) {
    var prefix = Uncertain.literalPrefix(glob);
    var slash = prefix.lastIndexOf('/');
    if (slash < 0 || !glob.startsWith("/") || mayClimb(glob, slash)) {
      return Outcome.MAYBE;
    }
    var folder = slash == 0 ? "/" : glob.substring(0, slash);
    if (relation == Relation.HOLDS) {
      return holdsByGlob(glob, folder, scope);
    }
    var all = test(Relation.UNDER, folder, scope);
    return all != Outcome.FALSE ? all : mayReach(glob, folder, scope);
  }

  private Outcome holdsByGlob(String glob, String folder, Scope scope) {
    var names = glob.substring(1).split("/", -1);
    for (var base : fixed) {
      if (coversStartOf(names, base.substring(1).split("/", -1))) {
        return Outcome.TRUE;
      }
    }
    for (var pattern : patterns) {
      if (coversStartOf(names, pattern)) {
        return Outcome.TRUE;
      }
    }
    return mayReach(glob, folder, scope);
  }

  /** FALSE if no member of the glob can be, or be below, or be above one of these places. */
  private Outcome mayReach(String glob, String folder, Scope scope) {
    for (var base : fixed) {
      if (Paths.relates(Relation.HOLDS, folder, base)) {
        return Outcome.MAYBE;
      }
    }
    var names = glob.substring(1).split("/", -1);
    for (var pattern : patterns) {
      if (mayMeet(names, pattern)) {
        return Outcome.MAYBE;
      }
    }
    return isGiven() ? given(Relation.HOLDS, folder, scope).and(Outcome.MAYBE) : Outcome.FALSE;
  }

  /** True if a member of the glob may be, be below, or be above a place of this pattern. */
  private static boolean mayMeet(String[] glob, String[] pattern) {
    if (!pattern[0].equals("**")) {
      return mayMeetAt(glob, 0, pattern, 0);
    }
    for (var at = 0; at < glob.length; at++) {
      if (mayMeetAt(glob, at, pattern, 1)) {
        return true;
      }
    }
    return false;
  }

  private static boolean mayMeetAt(String[] glob, int at, String[] pattern, int from) {
    for (var i = 0; at + i < glob.length && from + i < pattern.length; i++) {
      var name = glob[at + i];
      var place = pattern[from + i];
      if (place.equals("**") || name.contains("**")) {
        return true;
      }
      // A shell's `*` does not start with a dot.
      var hidden = place.startsWith(".") && (name.startsWith("*") || name.startsWith("?"));
      var literal = name.equals(Uncertain.literalPrefix(name));
      if (hidden
          || (literal && !Paths.matchesName(name, 0, name.length(), place))
          || (!literal && place.indexOf('*') < 0 && !mayBeName(place, name))) {
        return false;
      }
    }
    return true;
  }

  private static boolean mayBeName(String name, String glob) {
    // Classes and braces are not taken apart.
    return glob.indexOf('[') >= 0
        || glob.indexOf('{') >= 0
        || glob.indexOf('\\') >= 0
        || glob.indexOf('(') >= 0
        || Paths.matchesName(name, 0, name.length(), glob);
  }

  private static boolean coversStartOf(String[] glob, String[] place) {
    if (glob.length > place.length) {
      return false;
    }
    for (var i = 0; i < glob.length; i++) {
      var matches =
          place[i].equals("*") || Paths.matchesName(place[i], 0, place[i].length(), glob[i]);
      if (!matches) {
        return false;
      }
    }
    return true;
  }

  /** True if a member of the glob may lie outside the folder that the glob starts with. */
  private static boolean mayClimb(String glob, int from) {
    for (var i = glob.indexOf('/', from); i >= 0; i = glob.indexOf('/', i + 1)) {
      // `..` climbs; `.*` matches it in older shells.
      if (i + 2 < glob.length()
          && glob.charAt(i + 1) == '.'
          && !Character.isLetterOrDigit(glob.charAt(i + 2))) {
        return true;
      }
    }
    return glob.contains("..");
  }

  private static boolean relatesToPattern(Relation relation, String path, String[] pattern) {
    return relation == Relation.HOLDS
        ? holdsPattern(path, pattern)
        : underPattern(path, 1, pattern, 0, relation == Relation.INSIDE);
  }

  private static boolean holdsPattern(String path, String[] pattern) {
    if (path.length() == 1) {
      return true;
    }
    var from = 1;
    for (var name : pattern) {
      var end = Paths.endOfName(path, from);
      if (name.equals("**")) {
        return true;
      }
      if (!Paths.matchesName(path, from, end, name)) {
        return false;
      }
      if (end == path.length()) {
        return true;
      }
      from = end + 1;
    }
    return false;
  }

  private static boolean underPattern(
      String path, int from, String[] pattern, int index, boolean inside) {
    if (index == pattern.length) {
      return !inside || from <= path.length();
    }
    if (from > path.length() || path.length() == 1) {
      return false;
    }
    if (pattern[index].equals("**")) {
      for (var at = from; at <= path.length(); at = Paths.endOfName(path, at) + 1) {
        if (underPattern(path, at, pattern, index + 1, inside)) {
          return true;
        }
      }
      return false;
    }
    var end = Paths.endOfName(path, from);
    return Paths.matchesName(path, from, end, pattern[index])
        && underPattern(path, end + 1, pattern, index + 1, inside);
  }
}
