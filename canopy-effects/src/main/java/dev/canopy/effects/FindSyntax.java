package dev.canopy.effects;

import dev.canopy.shell.Word;
import dev.canopy.shell.WordPart;
import java.util.ArrayList;
import java.util.List;

/**
 * The expressions of {@code find}: tests, actions that delete, write or run, and the names that
 * limit what they act on.
 */
final class FindSyntax implements Syntax {
  private static final Word HERE = Word.of(".", new dev.canopy.shell.Span(0, 0));

  @Override
  public void read(ProgramReader program) {
    new Reading(program).read();
  }

  /** How many words an expression's word takes after it; -1 if it is not known. */
  static int arity(String word) {
    return switch (word) {
      case "-print",
          "-print0",
          "-ls",
          "-empty",
          "-readable",
          "-writable",
          "-executable",
          "-true",
          "-false",
          "-not",
          "-a",
          "-and",
          "-o",
          "-or",
          "-prune",
          "-quit",
          "-depth",
          "-d",
          "-mount",
          "-xdev",
          "-x",
          "-follow",
          "-daystart",
          "-noleaf",
          "-nouser",
          "-nogroup",
          "-sparse",
          "-acl",
          "-xattr",
          "-ignore_readdir_race",
          "-noignore_readdir_race",
          "-warn",
          "-nowarn",
          "-help",
          "--help",
          "-version",
          "--version",
          "(",
          ")",
          "!",
          "," ->
          0;
      case "-name",
          "-iname",
          "-path",
          "-ipath",
          "-wholename",
          "-iwholename",
          "-regex",
          "-iregex",
          "-lname",
          "-ilname",
          "-type",
          "-xtype",
          "-size",
          "-mtime",
          "-atime",
          "-ctime",
          "-Btime",
          "-mmin",
          "-amin",
          "-cmin",
          "-Bmin",
          "-user",
          "-group",
          "-uid",
          "-gid",
          "-perm",
          "-maxdepth",
          "-mindepth",
          "-links",
          "-inum",
          "-samefile",
          "-fstype",
          "-printf",
          "-regextype",
          "-regex-type",
          "-used",
          "-context",
          "-flags",
          "-newer",
          "-anewer",
          "-cnewer",
          "-mnewer",
          "-xattrname",
          "-files0-from" ->
          1;
      default -> word.startsWith("-newer") && word.length() == 8 ? 1 : -1;
    };
  }

  /**
   * True if some other system's {@code find} may do something by this name. Any other name that is
   * not known is refused by every {@code find} before it looks at a single file.
   */
  private static boolean mayAct(String word) {
    for (var action : FOREIGN_ACTIONS) {
      if (word.startsWith(action)) {
        return true;
      }
    }
    return false;
  }

  /** Beginnings of the actions of GNU, BSD, busybox, Solaris and bfs. */
  private static final List<String> FOREIGN_ACTIONS =
      List.of(
          "-exec", "-ok", "-del", "-rm", "-unlink", "-cpio", "-ncpio", "-fprint", "-fls", "-print",
          "-run", "-write", "-out", "-move", "-mv", "-cp", "-ch", "-trash");

  /** Formats of {@code -printf} that make a line of each path. */
  private static final List<String> PATH_LINES = List.of("%p\\n", "%p\\0", "%p\\000");

  private static final class Reading {
    private final ProgramReader program;
    private final List<Word> words;
    private final List<Word> starts = new ArrayList<>(2);
    private String name = "";
    private boolean limited;
    private boolean acts;

    /** True if it writes the paths it finds, each on a line, and nothing else. */
    private boolean lists = true;

    Reading(ProgramReader program) {
      this.program = program;
      this.words = program.operands();
    }

    void read() {
      var at = startingPoints();
      limits(at);
      actions(at);
      for (var start : starts) {
        program.reads(start);
      }
      if (!acts && lists) {
        program.produced().listing = targets();
      }
    }

    private int startingPoints() {
      var at = 0;
      for (; at < words.size(); at++) {
        var text = words.get(at).knownPrefix();
        if (text.equals("-D")) {
          at++;
        } else if (!isGlobalOption(text)) {
          if (isExpression(text)) {
            break;
          }
          starts.add(words.get(at));
        }
      }
      if (starts.isEmpty()) {
        starts.add(new Word(HERE.parts(), program.invocation.program().span()));
      }
      return at;
    }

    private static boolean isGlobalOption(String text) {
      return text.equals("-H")
          || text.equals("-L")
          || text.equals("-P")
          || text.equals("--")
          || text.startsWith("-O")
          || isBsdOption(text);
    }

    /** {@code -EXdsx} of BSD and macOS, in any order. */
    private static boolean isBsdOption(String text) {
      for (var i = 1; i < text.length(); i++) {
        if ("EHLPXdsx".indexOf(text.charAt(i)) < 0) {
          return false;
        }
      }
      return text.length() > 1 && text.charAt(0) == '-';
    }

    private static boolean isExpression(String text) {
      return !text.isEmpty()
          && (text.charAt(0) == '-' || text.equals("(") || text.equals("!") || text.equals(","));
    }

    /** What limits the files: one name, if there is one and no alternative, or any other test. */
    private void limits(int from) {
      var alternatives = false;
      for (var i = from; i < words.size(); i++) {
        var text = words.get(i).knownPrefix();
        switch (text) {
          case "-name", "-iname" -> {
            if (i + 1 < words.size()) {
              var pattern = words.get(i + 1).text();
              if (Sought.isSecretName(words.get(i + 1))) {
                sought(words.get(i + 1));
              }
              if (!pattern.equals("*")) {
                limited = true;
                name = name.isEmpty() ? pattern : "*";
              }
            }
          }
          case "-o", "-or", "-not", "!", "," -> alternatives = true;
          case "-path",
              "-ipath",
              "-wholename",
              "-iwholename",
              "-regex",
              "-iregex",
              "-empty",
              "-mtime",
              "-atime",
              "-ctime",
              "-mmin",
              "-amin",
              "-cmin",
              "-newer",
              "-size",
              "-perm",
              "-inum",
              "-samefile",
              "-lname",
              "-links",
              "-nouser",
              "-nogroup",
              "-user" ->
              limited = true;
          case "-exec", "-execdir", "-ok", "-okdir" -> i = end(i + 1);
          default -> {}
        }
        i += Math.max(arity(text), 0);
      }
      if (alternatives && !name.isEmpty()) {
        name = "*";
      }
    }

    /** Keys are looked for; outside of the working directory that is what thieves do. */
    private void sought(Word name) {
      for (var start : starts) {
        if (Sought.isElsewhere(program, start)) {
          program.sink().add(new Effect.ReadsSecret(Words.operand(name), program.at(name)));
          return;
        }
      }
    }

    /** The index of the word that ends a command. */
    private int end(int from) {
      for (var i = from; i < words.size(); i++) {
        var text = words.get(i).text();
        if (text.equals(";") || (text.equals("+") && words.get(i - 1).text().equals("{}"))) {
          return i;
        }
      }
      return words.size();
    }

    private void actions(int from) {
      for (var i = from; i < words.size(); i++) {
        var word = words.get(i);
        if (!word.isExact()) {
          program.unresolved("a part of this `find` expression is not known", word);
          continue;
        }
        var text = word.text();
        switch (text) {
          case "-delete" -> {
            acts = true;
            for (var target : targets()) {
              program.deletes(target, !limited);
            }
          }
          case "-exec", "-execdir", "-ok", "-okdir" -> {
            acts = true;
            var end = end(i + 1);
            run(i + 1, end);
            i = end;
          }
          case "-fprint", "-fprint0", "-fls", "-fprintf" -> {
            if (i + 1 < words.size()) {
              program.writes(words.get(i + 1), Effect.Writes.Mode.TRUNCATE);
            }
            i += text.equals("-fprintf") ? 2 : 1;
          }
          case "-files0-from" -> {
            if (i + 1 < words.size()) {
              program.reads(words.get(i + 1));
            }
            i++;
          }
          case "-ls" -> lists = false;
          case "-printf" -> {
            lists &= i + 1 < words.size() && PATH_LINES.contains(words.get(i + 1).text());
            i++;
          }
          default -> {
            var arity = arity(text);
            if (arity < 0) {
              if (mayAct(text)) {
                program.unresolved("unknown expression `" + text + "` of `find`", word);
              }
              // Every find refuses a word that it does not know, and a path after the expression,
              // before it looks at a single file; what the rest would do is kept nevertheless.
            } else {
              i += arity;
            }
          }
        }
      }
    }

    /** The files that the expression acts on. */
    private List<Word> targets() {
      if (!limited) {
        return starts;
      }
      var targets = new ArrayList<Word>(starts.size());
      for (var start : starts) {
        var parts = new ArrayList<WordPart>(start.parts());
        var slash = start.text().endsWith("/") ? "" : "/";
        if (parts.size() == 1 && parts.get(0) instanceof WordPart.Text t) {
          parts.set(0, new WordPart.Text(t.text() + slash));
        } else {
          parts.add(new WordPart.Text(slash));
        }
        parts.add(new WordPart.Glob(name.isEmpty() ? "**" : "**/" + name));
        targets.add(new Word(parts, start.span()));
      }
      return targets;
    }

    private void run(int from, int end) {
      if (from >= end) {
        return;
      }
      for (var target : targets()) {
        var command = new ArrayList<Word>(end - from);
        for (var i = from; i < end; i++) {
          command.add(Placeholders.replace(words.get(i), "{}", target));
        }
        var mark = program.sink().size();
        program.command(command, 0);
        if (!limited && deletes(mark)) {
          // Every file is named in turn, so that all go.
          program.deletes(target, true);
        } else if (!limited && writes(mark, Paths.of(target, program.here()).path())) {
          program.writesTree(target);
        }
      }
    }

    /** True if what was run writes to the very place that stands for all the files below it. */
    private boolean writes(int mark, Operand place) {
      var effects = program.sink().effects();
      for (var i = mark; i < effects.size(); i++) {
        if (effects.get(i) instanceof Effect.Writes w && w.path().text().equals(place.text())) {
          return true;
        }
      }
      return false;
    }

    private boolean deletes(int mark) {
      var effects = program.sink().effects();
      for (var i = mark; i < effects.size(); i++) {
        if (effects.get(i) instanceof Effect.Deletes) {
          return true;
        }
      }
      return false;
    }
  }
}
