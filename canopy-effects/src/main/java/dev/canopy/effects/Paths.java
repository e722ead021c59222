package dev.canopy.effects;

import dev.canopy.shell.Word;
import dev.canopy.shell.WordPart;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Paths as the kernel would take them.
 *
 * <p>A path is made absolute, its dot segments, doubled and trailing slashes go, {@code ~} becomes
 * the home directory, and {@code /proc/self/root}, {@code /proc/self/cwd} and {@code /private} are
 * followed. Where the directory or home is not known the result starts with a name, {@code ..} or
 * {@code ~}. Windows paths come out as {@code C:/dir/file}, or {@code //server/share/file} for UNC
 * paths.
 *
 * <p>{@code ..} is resolved in the text; where the disk says that a symbolic link makes a
 * difference, the real path is another operand and both are judged.
 */
public final class Paths {
  /** No kernel takes more (PATH_MAX); longer paths are not asked of the disk. */
  private static final int MAX_ASKED = 4096;

  /** Nothing that is meant as a path is longer. */
  private static final int MAX_LENGTH = 1 << 16;

  /** Decoders that decode their own output stop somewhere; three rounds is what attackers use. */
  private static final int MAX_DECODINGS = 3;

  private Paths() {}

  /** A path from a payload field, where a tool may expand {@code ~}, {@code $HOME} and globs. */
  public static PathReading of(String given, Surroundings surroundings) {
    return new Reader(given, surroundings, true).read();
  }

  /** A path that a program gets from a shell, which has done all expansions already. */
  public static PathReading of(Word word, Surroundings surroundings) {
    if (word.isExact()) {
      return new Reader(word.text(), surroundings, false).read();
    }
    return ofParts(word, surroundings);
  }

  private static PathReading ofParts(Word word, Surroundings surroundings) {
    var text = new StringBuilder();
    var certainty = Certainty.EXACT;
    for (var part : word.parts()) {
      if (part instanceof WordPart.Text t) {
        appendEscaped(text, t.text());
      } else if (part instanceof WordPart.Glob g) {
        text.append(g.pattern());
        certainty = Certainty.PATTERN;
      } else {
        certainty = Certainty.UNKNOWN;
        break;
      }
    }
    var given = word.text();
    if (certainty == Certainty.UNKNOWN) {
      // A pattern before the unknown part ends what is known exactly.
      var prefix = word.knownPrefix();
      var absolute = prefix.isEmpty() ? "" : Canonical.of(prefix, surroundings).text();
      if (prefix.endsWith("/") && !absolute.endsWith("/")) {
        absolute += "/";
      }
      return new PathReading(new Operand(absolute, given, Certainty.UNKNOWN), List.of(), null);
    }
    var canonical = Canonical.of(text.toString(), surroundings);
    return new PathReading(
        new Operand(
            canonical.text(), given, canonical.unknown() ? Certainty.UNKNOWN : Certainty.PATTERN),
        List.of(),
        null);
  }

  /** Text inside a pattern: its own glob characters are quoted. */
  private static void appendEscaped(StringBuilder pattern, String text) {
    for (var i = 0; i < text.length(); i++) {
      var c = text.charAt(i);
      if (c == '*' || c == '?' || c == '[' || c == '\\') {
        pattern.append('\\');
      }
      pattern.append(c);
    }
  }

  /** Reads one path whose text is known. */
  private static final class Reader {
    private final String given;
    private final Surroundings surroundings;
    private final boolean fromTool;
    private @Nullable List<Operand> others;
    private @Nullable String doubt;

    Reader(String given, Surroundings surroundings, boolean fromTool) {
      this.given = given;
      this.surroundings = surroundings;
      this.fromTool = fromTool;
    }

    PathReading read() {
      if (given.isEmpty()) {
        return new PathReading(Operand.unknown(given), List.of(), "the path is empty");
      }
      if (given.length() > MAX_LENGTH) {
        return new PathReading(
            Operand.unknown(given), List.of(), "the path is longer than any system takes");
      }
      var text = given;
      var percent = false;
      var backslash = false;
      var wildcard = false;
      for (var i = 0; i < given.length(); i++) {
        var c = given.charAt(i);
        if (c == 0) {
          // C programs stop here, others do not.
          doubt = "the path holds a NUL character";
          text = given.substring(0, i);
          break;
        } else if ((c < 0x20 && (fromTool || !isSpace(c))) || c == 0x7f) {
          doubt = "the path holds a control character";
        } else if (c == '%') {
          percent = true;
        } else if (c == '\\') {
          backslash = true;
        } else if (c == '*' || c == '?') {
          wildcard = true;
        } else if (c >= 0x80 && isInvisible(c)) {
          doubt = "the path holds an invisible character";
        }
      }
      if (text.isEmpty()) {
        return new PathReading(Operand.unknown(given), List.of(), doubt);
      }
      if (WindowsPaths.looksLikeOne(text, fromTool)) {
        return windows(text);
      }
      if (fromTool) {
        var unknown = variable(text);
        if (unknown != null) {
          return unknown;
        }
        text = homeVariable(text);
        if (percent) {
          decoded(text);
        }
      }
      if (backslash) {
        other(text.replace('\\', '/'), null);
      }
      var canonical = Canonical.of(text, surroundings);
      if (canonical.unknown()) {
        return reading(new Operand(canonical.text(), given, Certainty.UNKNOWN));
      }
      var path = canonical.text();
      if (wildcard && fromTool) {
        return reading(new Operand(path, given, Certainty.PATTERN));
      }
      var real = realPath(path, canonical.joined());
      if (real != null) {
        if (surroundings.files().foldsCase() && real.equalsIgnoreCase(path)) {
          path = real;
        } else {
          add(new Operand(real, given, Certainty.EXACT));
        }
      }
      return reading(new Operand(path, given, Certainty.EXACT));
    }

    private PathReading reading(Operand path) {
      return new PathReading(
          path, others == null ? List.of() : others, doubt, Climbs.place(given, path.text()));
    }

    private void add(Operand operand) {
      if (others == null) {
        others = new ArrayList<>(2);
      }
      others.add(operand);
    }

    private void other(String text, @Nullable String why) {
      if (why != null) {
        doubt = why;
      }
      if (!text.isEmpty()) {
        var canonical = Canonical.of(text, surroundings);
        add(
            new Operand(
                canonical.text(),
                given,
                canonical.unknown() ? Certainty.UNKNOWN : Certainty.EXACT));
      }
    }

    private @Nullable String realPath(String path, String joined) {
      if (path.isEmpty() || path.charAt(0) != '/' || joined.length() > MAX_ASKED) {
        return null;
      }
      var real = surroundings.files().realPath(joined);
      if (real.isEmpty()) {
        return null;
      }
      var text = Canonical.of(real.get(), surroundings).text();
      return text.equals(path) ? null : text;
    }

    private PathReading windows(String text) {
      var path = WindowsPaths.canonical(text);
      if (doubt == null && WindowsPaths.isShortened(path)) {
        doubt = "the path uses a short (8.3) name";
      }
      return reading(new Operand(path, given, Certainty.EXACT));
    }

    /** A tool path that starts with a variable other than HOME: nothing of it is known. */
    private @Nullable PathReading variable(String text) {
      var c = text.charAt(0);
      if (c == '$' && text.length() > 1 && homeVariable(text).equals(text)) {
        var n = text.charAt(1);
        if (n == '{' || n == '(' || n == '_' || (n < 0x80 && Character.isLetter(n))) {
          return new PathReading(
              Operand.unknown(given), List.of(), "the path starts with a variable");
        }
      }
      if (c == '`' || (c == '%' && text.indexOf('%', 2) > 1 && !isHex(text.charAt(1)))) {
        return new PathReading(
            Operand.unknown(given), List.of(), "the path starts with a variable");
      }
      return null;
    }

    private static String homeVariable(String text) {
      if (text.startsWith("$HOME/") || text.equals("$HOME")) {
        return "~" + text.substring(5);
      }
      if (text.startsWith("${HOME}")) {
        return "~" + text.substring(7);
      }
      return text;
    }

    /** What a percent-decoding tool would see, if that is another path. */
    private void decoded(String text) {
      var decoded = text;
      for (var round = 0; round < MAX_DECODINGS; round++) {
        var next = PercentCoding.decodeLoosely(decoded);
        if (next.equals(decoded)) {
          break;
        }
        decoded = next;
      }
      if (decoded.equals(text)) {
        return;
      }
      var meaningful = false;
      for (var i = 0; i < decoded.length() && !meaningful; i++) {
        var c = decoded.charAt(i);
        meaningful = c < 0x20 || c == '\\';
      }
      if (meaningful
          || slashes(decoded) != slashes(text)
          || decoded.contains("..") != text.contains("..")) {
        var nul = decoded.indexOf(0);
        other(
            (nul < 0 ? decoded : decoded.substring(0, nul)).replace('\\', '/'),
            "the path is percent-encoded");
      }
    }

    private static int slashes(String text) {
      var count = 0;
      for (var i = 0; i < text.length(); i++) {
        if (text.charAt(i) == '/') {
          count++;
        }
      }
      return count;
    }

    private static boolean isHex(char c) {
      return Character.digit(c, 16) >= 0 && c < 0x80;
    }

    /** A shell's word may hold these, and says so with quotes: {@code $'Icon\\r'}. */
    private static boolean isSpace(char c) {
      return c == '\t' || c == '\n' || c == '\r';
    }

    private static boolean isInvisible(char c) {
      return (c >= 0x80 && c < 0xa0)
          || c == 0xad
          || (c >= 0x200b && c <= 0x200f)
          || (c >= 0x2028 && c <= 0x202e)
          || (c >= 0x2060 && c <= 0x206f)
          || c == 0xfeff;
    }
  }

  /**
   * The canonical form of a path in the text.
   *
   * @param text the path
   * @param joined the absolute path with its dot segments, for the disk to resolve
   * @param unknown true if it goes through something that only the running process knows
   */
  private record Canonical(String text, String joined, boolean unknown) {

    static Canonical of(String given, Surroundings surroundings) {
      var joined = join(given, surroundings);
      if (joined.charAt(0) == '/' && isPlain(joined)) {
        return new Canonical(joined, joined, false);
      }
      return resolve(joined, surroundings);
    }

    private static String join(String given, Surroundings surroundings) {
      var c = given.charAt(0);
      if (c == '/') {
        return given;
      }
      if (c == '~') {
        return tilde(given, surroundings);
      }
      var directory = surroundings.directory();
      if (directory.isEmpty()) {
        return given;
      }
      return directory.endsWith("/") ? directory + given : directory + "/" + given;
    }

    private static String tilde(String given, Surroundings surroundings) {
      var end = given.indexOf('/');
      var name = end < 0 ? given : given.substring(0, end);
      var rest = end < 0 ? "" : given.substring(end);
      var home = surroundings.home();
      return switch (name) {
        case "~" -> home.isEmpty() ? given : home + rest;
        case "~root" -> "/root" + rest;
        case "~+" ->
            surroundings.directory().isEmpty() ? "." + rest : surroundings.directory() + rest;
        default -> given;
      };
    }

    /** True if nothing has to be done: the usual case costs one look and no memory. */
    private static boolean isPlain(String path) {
      var length = path.length();
      if (length > 1 && path.charAt(length - 1) == '/') {
        return false;
      }
      for (var i = 0; i < length - 1; i++) {
        if (path.charAt(i) == '/') {
          var next = path.charAt(i + 1);
          if (next == '/' || (next == '.' && isDotSegment(path, i + 1))) {
            return false;
          }
        }
      }
      return !path.startsWith("/proc/")
          && !path.startsWith("/private/")
          && !path.startsWith("/dev/fd/");
    }

    private static boolean isDotSegment(String path, int start) {
      var end = start + 1;
      if (end < path.length() && path.charAt(end) == '.') {
        end++;
      }
      return end == path.length() || path.charAt(end) == '/';
    }

    private static Canonical resolve(String joined, Surroundings surroundings) {
      var absolute = joined.charAt(0) == '/';
      var out = new StringBuilder(joined.length());
      var unknown = false;
      var start = 0;
      while (start < joined.length()) {
        var end = joined.indexOf('/', start);
        if (end < 0) {
          end = joined.length();
        }
        var size = end - start;
        if (size == 0 || (size == 1 && joined.charAt(start) == '.')) {
          start = end + 1;
          continue;
        }
        if (size == 2 && joined.charAt(start) == '.' && joined.charAt(start + 1) == '.') {
          pop(out, absolute);
        } else {
          if (absolute || out.length() > 0) {
            out.append('/');
          }
          out.append(joined, start, end);
          if (absolute) {
            unknown |= followMagic(out, surroundings);
          }
        }
        start = end + 1;
      }
      if (out.length() == 0) {
        out.append(absolute ? "/" : ".");
      } else if (!absolute && out.charAt(0) == '~' && joined.charAt(0) != '~') {
        out.insert(0, "./");
      }
      return new Canonical(out.toString(), joined, unknown);
    }

    private static void pop(StringBuilder out, boolean absolute) {
      var slash = out.lastIndexOf("/");
      var lastIsParent =
          out.length() - slash == 3 && out.charAt(slash + 1) == '.' && out.charAt(slash + 2) == '.';
      if (absolute) {
        out.setLength(Math.max(slash, 0));
      } else if (out.length() == 0 || lastIsParent || (slash < 0 && out.charAt(0) == '~')) {
        if (out.length() > 0) {
          out.append('/');
        }
        out.append("..");
      } else {
        out.setLength(Math.max(slash, 0));
      }
    }

    /** The longest of them: {@code /proc/PID/task/TID/fd/N}. */
    private static final int MAX_MAGIC = 96;

    /** Follows a link of {@code /proc} or {@code /private}; true if it leads to the unknown. */
    private static boolean followMagic(StringBuilder out, Surroundings surroundings) {
      if (startsWith(out, "/private/")) {
        if (is(out, "/private/etc") || is(out, "/private/tmp") || is(out, "/private/var")) {
          out.delete(0, "/private".length());
        }
        return false;
      }
      if (startsWith(out, "/dev/fd/")) {
        return !isStandardStream(out, "/dev/fd/".length());
      }
      if (out.length() > MAX_MAGIC || !startsWith(out, "/proc/")) {
        return false;
      }
      var at = "/proc/".length();
      var end = out.indexOf("/", at);
      if (end < 0) {
        return false;
      }
      var process = out.substring(at, end);
      var self = process.equals("self") || process.equals("thread-self");
      if (!self && !isNumber(process)) {
        return false;
      }
      var tail = out.substring(end + 1);
      if (tail.startsWith("task/")) {
        var slash = tail.indexOf('/', "task/".length());
        tail = slash < 0 ? "" : tail.substring(slash + 1);
      }
      if (tail.equals("root")) {
        out.setLength(0);
      } else if (tail.equals("cwd")) {
        if (!self || surroundings.directory().isEmpty()) {
          return true;
        }
        out.setLength(0);
        if (!surroundings.directory().equals("/")) {
          out.append(surroundings.directory());
        }
      } else if (tail.startsWith("fd/")) {
        return !self || !isStandardStream(out, out.length() - tail.length() + 3);
      }
      return false;
    }

    private static boolean isStandardStream(StringBuilder out, int at) {
      return out.length() == at + 1 && out.charAt(at) >= '0' && out.charAt(at) <= '2';
    }

    private static boolean isNumber(String text) {
      for (var i = 0; i < text.length(); i++) {
        if (text.charAt(i) < '0' || text.charAt(i) > '9') {
          return false;
        }
      }
      return !text.isEmpty();
    }

    private static boolean is(StringBuilder out, String text) {
      return out.length() == text.length() && startsWith(out, text);
    }

    private static boolean startsWith(StringBuilder out, String prefix) {
      if (out.length() < prefix.length()) {
        return false;
      }
      for (var i = 0; i < prefix.length(); i++) {
        if (out.charAt(i) != prefix.charAt(i)) {
          return false;
        }
      }
      return true;
    }
  }

  /** The canonical text of a directory that a policy names, without asking the disk. */
  static String canonicalDirectory(String directory) {
    return WindowsPaths.looksLikeOne(directory, true)
        ? WindowsPaths.canonical(directory)
        : Canonical.of(directory, Surroundings.UNKNOWN).text();
  }

  /** Lower case in the way of file systems that fold case. */
  static String fold(String path) {
    return path.toLowerCase(Locale.ROOT);
  }
}
