package dev.canopy.effects;

import org.jspecify.annotations.Nullable;

/**
 * A directory that a policy speaks of, and all that is in it.
 *
 * <p>Written as an absolute path ({@code /etc}), under a home ({@code ~/.ssh}), as a Windows path
 * ({@code C:\Windows}), or with {@code **}{@code /} in front for that name anywhere. A segment may
 * be a glob: {@code /home/*}{@code /.ssh}.
 */
public final class PathScope {

  /** Whether a path is in the scope. */
  public enum Answer {
    YES,
    NO,
    /**
     * It may be: a glob, an unknown part, an unknown directory, or a difference in case only. Who
     * allows must take it for no; who forbids must not take it for no.
     */
    MAYBE
  }

  private final String directory;
  private final String[] segments;
  private final boolean anywhere;
  private final boolean home;
  private final boolean plain;

  private PathScope(String directory, boolean anywhere) {
    this.directory = directory;
    this.anywhere = anywhere;
    this.home = directory.equals("~") || directory.startsWith("~/");
    this.segments = split(directory);
    this.plain = !anywhere && !home && !SegmentGlobs.isGlob(directory, 0, directory.length());
  }

  /**
   * The scope of a directory; a trailing slash makes no difference.
   *
   * @throws IllegalArgumentException if it is empty, blank or relative, or holds a NUL character
   */
  public static PathScope of(String directory) {
    if (directory.isBlank()) {
      throw new IllegalArgumentException("the directory is empty");
    }
    if (directory.indexOf(0) >= 0) {
      throw new IllegalArgumentException("the directory holds a NUL character");
    }
    if (directory.startsWith("**/")) {
      var rest = Paths.canonicalDirectory("/" + directory.substring(3));
      if (rest.equals("/")) {
        throw new IllegalArgumentException("`" + directory + "` names no directory");
      }
      return new PathScope(rest, true);
    }
    var canonical = Paths.canonicalDirectory(directory);
    var first = canonical.charAt(0);
    if (first != '/' && first != '~' && !isDrive(canonical)) {
      throw new IllegalArgumentException("`" + directory + "` is not an absolute path");
    }
    return new PathScope(canonical, false);
  }

  /** Shorthand for {@code of(directory).holds(operand)}. */
  public static Answer under(String directory, Operand operand) {
    return of(directory).holds(operand);
  }

  /** The canonical text of the directory. */
  public String directory() {
    return anywhere ? "**" + directory : directory;
  }

  /** Whether the path is the directory itself or below it. */
  public Answer holds(Operand path) {
    if (directory.equals("/") && !isDrive(path.text())) {
      return Answer.YES;
    }
    return switch (path.certainty()) {
      // What follows may hold dot segments, so a prefix proves nothing.
      case UNKNOWN -> Answer.MAYBE;
      case PATTERN -> holdsSegments(path.text(), true);
      case EXACT -> plain ? holdsPlain(path.text()) : holdsSegments(path.text(), false);
    };
  }

  private Answer holdsPlain(String path) {
    var size = directory.length();
    if (path.regionMatches(true, 0, directory, 0, size)
        && (path.length() == size
            || path.charAt(size) == '/'
            || directory.charAt(size - 1) == '/')) {
      return path.startsWith(directory) || isDrive(path) ? Answer.YES : Answer.MAYBE;
    }
    return isRelative(path) ? relative(path) : tildeElsewhere(path);
  }

  /** A home that is not known may be the directory or below it. */
  private Answer tildeElsewhere(String path) {
    if (!path.startsWith("~")) {
      return Answer.NO;
    }
    return directory.equals("/home")
            || directory.startsWith("/home/")
            || directory.equals("/Users")
            || directory.startsWith("/Users/")
            || directory.equals("/root")
            || directory.startsWith("/root/")
        ? Answer.MAYBE
        : Answer.NO;
  }

  /** A path whose directory is not known. */
  private Answer relative(String path) {
    return isDrive(directory) && !isDrive(path) && path.startsWith("/") ? Answer.NO : Answer.MAYBE;
  }

  /** Segment by segment, since either side may hold globs. */
  private Answer holdsSegments(String path, boolean pattern) {
    var names = split(path);
    if (anywhere) {
      var best = Answer.NO;
      for (var at = 0; at + segments.length <= names.length && best != Answer.YES; at++) {
        best = stricter(best, matches(names, at, pattern));
      }
      if (best == Answer.NO && pattern && hasDeepGlob(names)) {
        return Answer.MAYBE;
      }
      return best;
    }
    if (home) {
      var at = homeEnd(path, names);
      if (at < 0) {
        return isRelative(path) ? Answer.MAYBE : pattern ? patternHome(names) : Answer.NO;
      }
      return at + segments.length - 1 > names.length
          ? pattern && hasDeepGlob(names) ? Answer.MAYBE : Answer.NO
          : matchesFrom(names, at, pattern, 1);
    }
    if (isRelative(path)) {
      return Answer.MAYBE;
    }
    if (path.startsWith("~")) {
      return tildeElsewhere(path);
    }
    if (names.length < segments.length) {
      return pattern && hasDeepGlob(names) ? Answer.MAYBE : Answer.NO;
    }
    return matches(names, 0, pattern);
  }

  private static Answer patternHome(String[] names) {
    return names.length > 0 && SegmentGlobs.isGlob(names[0], 0, names[0].length())
        ? Answer.MAYBE
        : Answer.NO;
  }

  private static Answer stricter(Answer left, Answer right) {
    return left == Answer.YES || right == Answer.YES
        ? Answer.YES
        : left == Answer.MAYBE || right == Answer.MAYBE ? Answer.MAYBE : Answer.NO;
  }

  private Answer matches(String[] names, int at, boolean pattern) {
    return matchesFrom(names, at, pattern, 0);
  }

  private Answer matchesFrom(String[] names, int at, boolean pattern, int firstSegment) {
    var answer = Answer.YES;
    for (var i = firstSegment; i < segments.length; i++) {
      var name = names[at + i - firstSegment];
      var segment = segments[i];
      var nameIsGlob = pattern && SegmentGlobs.isGlob(name, 0, name.length());
      if (nameIsGlob && name.equals("**")) {
        return Answer.MAYBE;
      }
      if (nameIsGlob) {
        if (!SegmentGlobs.mayMeet(name, segment) && !mayBeParent(name)) {
          return Answer.NO;
        }
        answer = Answer.MAYBE;
      } else if (!name.equals(segment)) {
        var literal = pattern ? unescaped(name) : name;
        if (!SegmentGlobs.mayMeet(escaped(literal), segment)) {
          return Answer.NO;
        }
        if (!SegmentGlobs.isGlob(segment, 0, segment.length())
            && !literal.equals(segment)
            && !isDrive(directory)) {
          answer = Answer.MAYBE;
        }
      }
    }
    // A later segment that may be `..` could lead out again.
    for (var i = at + segments.length - firstSegment; pattern && i < names.length; i++) {
      if (mayBeParent(names[i])) {
        return Answer.MAYBE;
      }
    }
    return answer;
  }

  private static boolean hasDeepGlob(String[] names) {
    for (var name : names) {
      if (name.equals("**")) {
        return true;
      }
    }
    return false;
  }

  /** Shells let {@code .*} match {@code ..}. */
  private static boolean mayBeParent(String name) {
    return name.startsWith(".")
        && SegmentGlobs.isGlob(name, 0, name.length())
        && SegmentGlobs.mayMeet(name, "..");
  }

  private static String escaped(String literal) {
    if (!SegmentGlobs.isGlob(literal, 0, literal.length()) && literal.indexOf('\\') < 0) {
      return literal;
    }
    var out = new StringBuilder(literal.length() + 4);
    for (var i = 0; i < literal.length(); i++) {
      out.append('\\').append(literal.charAt(i));
    }
    return out.toString();
  }

  private static String unescaped(String pattern) {
    if (pattern.indexOf('\\') < 0) {
      return pattern;
    }
    var out = new StringBuilder(pattern.length());
    for (var i = 0; i < pattern.length(); i++) {
      var c = pattern.charAt(i);
      if (c == '\\' && i + 1 < pattern.length()) {
        c = pattern.charAt(++i);
      }
      out.append(c);
    }
    return out.toString();
  }

  /** The number of segments that make up the home directory a path starts with, or -1. */
  private static int homeEnd(String path, String[] names) {
    if (names.length == 0) {
      return -1;
    }
    if (names[0].startsWith("~")) {
      return 1;
    }
    if (isDrive(path)) {
      return names.length >= 3 && names[1].equalsIgnoreCase("Users") ? 3 : -1;
    }
    if (path.charAt(0) != '/') {
      return -1;
    }
    if (names[0].equals("root")) {
      return 1;
    }
    if (names.length >= 2 && (names[0].equals("home") || names[0].equalsIgnoreCase("Users"))) {
      return 2;
    }
    return names.length >= 2 && names[0].equals("var") && names[1].equals("root") ? 2 : -1;
  }

  private static boolean isRelative(String path) {
    return !path.isEmpty() && path.charAt(0) != '/' && path.charAt(0) != '~' && !isDrive(path);
  }

  private static boolean isDrive(String path) {
    return path.length() >= 2
        && path.charAt(1) == ':'
        && Character.isLetter(path.charAt(0))
        && (path.length() == 2 || path.charAt(2) == '/');
  }

  private static String[] split(String path) {
    var count = 0;
    for (var i = 0; i < path.length(); i++) {
      if (path.charAt(i) != '/' && (i == 0 || path.charAt(i - 1) == '/')) {
        count++;
      }
    }
    var names = new String[count];
    var next = 0;
    var start = 0;
    while (next < count) {
      var end = path.indexOf('/', start);
      if (end < 0) {
        end = path.length();
      }
      if (end > start) {
        names[next++] = path.substring(start, end);
      }
      start = end + 1;
    }
    return names;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof PathScope that && directory().equals(that.directory());
  }

  @Override
  public int hashCode() {
    return directory().hashCode();
  }

  @Override
  public String toString() {
    return directory();
  }
}
