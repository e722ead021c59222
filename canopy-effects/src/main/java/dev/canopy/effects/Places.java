package dev.canopy.effects;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a place in the file system means: does it hold a secret, does something there run later.
 * Names are compared without regard to case, since that is how some file systems find them.
 */
public final class Places {
  private Places() {}

  /**
   * The kind of secret that a path holds, such as {@code ssh_key}, or null. A glob holds one if it
   * plainly aims at one; a path with an unknown end does if its known directory holds secrets.
   */
  public static @Nullable String secret(Operand path) {
    return Secrets.TABLE.kind(path);
  }

  /**
   * What a change of a path leaves behind that runs later, such as {@code cron} or {@code
   * shell_profile}, or null.
   */
  public static @Nullable String persist(Operand path) {
    return Persists.TABLE.kind(path);
  }

  /** Loaded when first asked. */
  private static final class Secrets {
    static final Table TABLE = Table.load("secret-places.txt");
  }

  private static final class Persists {
    static final Table TABLE = Table.load("persist-places.txt");
  }

  /**
   * Patterns found by one of their names. A line is {@code kind pattern}, where the pattern is
   * absolute, or starts anywhere; {@code **} at its end means all that is below; kind {@code -}
   * takes paths out again.
   */
  static final class Table {
    /** A pattern, its names from first to last. */
    private static final class Entry {
      final String kind;
      final String[] names;
      final boolean absolute;
      final boolean below;

      Entry(String kind, String[] names, boolean absolute, boolean below) {
        this.kind = kind;
        this.names = names;
        this.absolute = absolute;
        this.below = below;
      }

      @Nullable Entry next;
    }

    /** A power of two well above the number of entries. */
    private static final int BUCKETS = 1024;

    private final @Nullable Entry[] byLastName = new Entry[BUCKETS];
    private final @Nullable Entry[] byExtension = new Entry[BUCKETS];
    private final List<Entry> byGlob = new ArrayList<>();
    private final List<Entry> all = new ArrayList<>();

    static Table load(String resource) {
      var table = new Table();
      Resources.lines(
          resource,
          line -> {
            var blank = line.indexOf(' ');
            table.add(line.substring(0, blank), line.substring(blank + 1));
          });
      return table;
    }

    private void add(String kind, String pattern) {
      var absolute = pattern.startsWith("/");
      var below = pattern.endsWith("/**");
      var end = below ? pattern.length() - 3 : pattern.length();
      var names = Paths.fold(pattern.substring(absolute ? 1 : 0, end)).split("/", -1);
      var entry = new Entry(kind, names, absolute, below);
      var last = names[names.length - 1];
      all.add(entry);
      if (!SegmentGlobs.isGlob(last, 0, last.length())) {
        chain(byLastName, hash(last, 0, last.length()), entry);
      } else if (last.startsWith("*.")
          && last.lastIndexOf('.') == 1
          && !SegmentGlobs.isGlob(last, 2, last.length())) {
        chain(byExtension, hash(last, 2, last.length()), entry);
      } else {
        byGlob.add(entry);
      }
    }

    private static void chain(@Nullable Entry[] table, int hash, Entry entry) {
      var at = hash & (BUCKETS - 1);
      entry.next = table[at];
      table[at] = entry;
    }

    private static int hash(String text, int start, int end) {
      var hash = 0;
      for (var i = start; i < end; i++) {
        var c = text.charAt(i);
        hash = hash * 31 + (c >= 'A' && c <= 'Z' ? c + 32 : c);
      }
      return hash ^ (hash >>> 12);
    }

    @Nullable String kind(Operand path) {
      return switch (path.certainty()) {
        case EXACT -> kindOf(plain(path.text()), false);
        case UNKNOWN -> kindOf(plain(path.text()), true);
        case PATTERN -> kindOfPattern(path.text());
      };
    }

    /** Look-alikes that file systems with Unicode folding take for plain names. */
    private static String plain(String path) {
      for (var i = 0; i < path.length(); i++) {
        if (path.charAt(i) >= 0x80) {
          var folded = Normalizer.normalize(path, Normalizer.Form.NFKC);
          var out = new StringBuilder(folded.length());
          for (var j = 0; j < folded.length(); j++) {
            var c = folded.charAt(j);
            if (c != 0xad && !(c >= 0x200b && c <= 0x200f) && c != 0x2060 && c != 0xfeff) {
              out.append(c);
            }
          }
          return out.toString();
        }
      }
      return path;
    }

    /** {@code prefix}: only directories count, the rest is not known. */
    private @Nullable String kindOf(String path, boolean prefix) {
      String found = null;
      var length = path.length();
      var start = 0;
      while (start < length) {
        var end = path.indexOf('/', start);
        if (end < 0) {
          end = length;
        }
        if (end > start) {
          var last = end >= length - 1;
          if (!(prefix && end == length)) {
            for (var e = byLastName[hash(path, start, end) & (BUCKETS - 1)];
                e != null;
                e = e.next) {
              if ((last || e.below) && endsAt(e, path, end)) {
                if (e.kind.equals("-")) {
                  return null;
                }
                found = e.kind;
              }
            }
          }
          if (last && !prefix) {
            var dot = path.lastIndexOf('.', end - 1);
            if (dot >= start) {
              for (var e = byExtension[hash(path, dot + 1, end) & (BUCKETS - 1)];
                  e != null;
                  e = e.next) {
                if (endsAt(e, path, end)) {
                  if (e.kind.equals("-")) {
                    return null;
                  }
                  found = e.kind;
                }
              }
            }
          }
          for (var i = 0; i < byGlob.size(); i++) {
            var e = byGlob.get(i);
            if (((last && !prefix) || e.below) && endsAt(e, path, end)) {
              if (e.kind.equals("-")) {
                return null;
              }
              found = e.kind;
            }
          }
        }
        start = end + 1;
      }
      return found;
    }

    /** True if the entry's names are the path's names up to {@code end}. */
    private static boolean endsAt(Entry entry, String path, int end) {
      var stop = end;
      for (var i = entry.names.length - 1; i >= 0; i--) {
        if (stop < 0) {
          return false;
        }
        var start = stop == 0 ? 0 : path.lastIndexOf('/', stop - 1) + 1;
        if (!matches(entry.names[i], 0, path, start, stop)) {
          return false;
        }
        stop = start - 1;
      }
      return !entry.absolute || stop == 0;
    }

    /** A glob of {@code *} only against a name, without regard to ASCII case; linear. */
    private static boolean matches(String glob, int from, String path, int start, int end) {
      var g = from;
      var p = start;
      var star = -1;
      var retry = 0;
      while (p < end) {
        var c = path.charAt(p);
        if (c >= 'A' && c <= 'Z') {
          c = (char) (c + 32);
        }
        if (g < glob.length() && glob.charAt(g) == '*') {
          star = g++;
          retry = p;
        } else if (g < glob.length() && glob.charAt(g) == c) {
          g++;
          p++;
        } else if (star >= 0) {
          g = star + 1;
          p = ++retry;
        } else {
          return false;
        }
      }
      while (g < glob.length() && glob.charAt(g) == '*') {
        g++;
      }
      return g == glob.length();
    }

    /** Asks each entry whether the pattern aims at it. */
    private @Nullable String kindOfPattern(String pattern) {
      var names = pattern.split("/", -1);
      var first = names.length > 0 && names[0].isEmpty() ? 1 : 0;
      for (var entry : all) {
        if (!entry.kind.equals("-") && aimsAt(entry, names, first)) {
          return entry.kind;
        }
      }
      return null;
    }

    private static boolean aimsAt(Entry entry, String[] names, int first) {
      var size = entry.names.length;
      var from = entry.absolute ? first : Math.max(first, 0);
      var until = entry.absolute ? first : names.length - size;
      if (entry.absolute && first != 1) {
        return false;
      }
      for (var at = from; at <= until && at + size <= names.length; at++) {
        if (!entry.below && at + size != names.length) {
          continue;
        }
        var meets = true;
        for (var i = 0; i < size && meets; i++) {
          meets = aims(names[at + i], entry.names[i]);
        }
        if (meets) {
          return true;
        }
      }
      return false;
    }

    /** A name aims at another if it may match it and says more than a mere wildcard. */
    private static boolean aims(String name, String target) {
      if (target.equals("*")) {
        return true;
      }
      if (!SegmentGlobs.isGlob(name, 0, name.length())) {
        return SegmentGlobs.mayMeet(name, target);
      }
      var literals = 0;
      for (var i = 0; i < name.length(); i++) {
        var c = name.charAt(i);
        var set = c == '[' ? name.indexOf(']', i + 2) : -1;
        if (set > 0) {
          i = set;
        } else if (c != '*' && c != '?') {
          literals++;
        }
      }
      if (literals < 2 || isDots(name) || (target.charAt(0) == '.' && name.charAt(0) == '*')) {
        return false;
      }
      // `*.php` asks for a kind of file, and does not aim at `config.php`.
      if (name.startsWith("*.") && name.lastIndexOf('.') == 1 && target.charAt(0) != '*') {
        return false;
      }
      // Nor does `*php`.
      if (name.charAt(0) == '*' && target.charAt(0) != '*' && endsLikeA(target, name)) {
        return false;
      }
      // `*.pem` aims at `*.pem`; `*.txt` does not aim at `credentials*`, though a name may be both.
      if (target.indexOf('*') >= 0 && name.indexOf('*') == 0 && target.charAt(0) != '*') {
        return false;
      }
      var targetDot = target.lastIndexOf('.');
      if (target.charAt(0) == '*' && targetDot >= 0) {
        var dot = name.lastIndexOf('.');
        // `syslog.*` asks for a name, and does not aim at `*.pem`.
        return dot >= 0
            && name.indexOf('*', dot) != dot + 1
            && SegmentGlobs.mayMeet(name.substring(dot), target.substring(targetDot));
      }
      return SegmentGlobs.mayMeet(name, target);
    }

    /** True for names of wildcards and dots alone. */
    private static boolean isDots(String name) {
      for (var i = 0; i < name.length(); i++) {
        if ("*?.".indexOf(name.charAt(i)) < 0) {
          return false;
        }
      }
      return true;
    }

    /** True for a star and no more than the target's extension. */
    private static boolean endsLikeA(String target, String name) {
      var rest = name.substring(1);
      return !SegmentGlobs.isGlob(rest, 0, rest.length())
          && target.lastIndexOf('.') >= 0
          && target.substring(target.lastIndexOf('.') + 1).endsWith(rest);
    }
  }
}
