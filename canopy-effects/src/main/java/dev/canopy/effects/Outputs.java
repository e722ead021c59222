package dev.canopy.effects;

import dev.canopy.shell.Input;
import dev.canopy.shell.Span;
import dev.canopy.shell.Word;
import dev.canopy.shell.WordPart;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the lines that a command writes, before it has run: {@code date +%F} writes a
 * name, {@code find src} writes paths that begin with {@code src}, {@code grep -v x} writes some of
 * the lines that it reads. Names of files are taken for one word, whatever signs are in them, as
 * everywhere where one program hands them to another.
 */
final class Outputs {
  /** Filters behind one another. */
  private static final int MAX_FILTERS = 12;

  /** More patterns for one line tell nothing new. */
  private static final int MAX_LINES = 4;

  private static final Span NOWHERE = new Span(0, 0);
  private static final Word NAME = pattern("", "*");
  private static final Word NUMBER = NAME;
  private static final Word BELOW = pattern("", "**");

  private Outputs() {}

  private static Word pattern(String prefix, String glob) {
    var parts = new ArrayList<WordPart>(2);
    if (!prefix.isEmpty()) {
      parts.add(new WordPart.Text(prefix));
    }
    parts.add(new WordPart.Glob(glob));
    return new Word(parts, NOWHERE);
  }

  /** What each line of a command's output is one of; empty if that is not known. */
  static List<Word> lines(Scope scope, int index, ShellEffects shell) {
    return lines(scope, index, shell, MAX_FILTERS);
  }

  private static List<Word> lines(Scope scope, int index, ShellEffects shell, int filters) {
    if (index < 0 || index >= scope.reading.commands().size()) {
      return List.of();
    }
    var listing = scope.produced(index).listing;
    if (!listing.isEmpty()) {
      return listing.size() <= MAX_LINES ? listing : List.of();
    }
    var command = scope.command(index);
    var words = command.words();
    if (!words.get(0).isExact()) {
      return List.of();
    }
    var name = words.get(0).text();
    if (passesOn(name, words)) {
      var source = scope.input(index);
      return filters > 0 && source instanceof Input.Piped piped && piped.sources().size() == 1
          ? lines(scope.inputScope(index), piped.sources().get(0), shell, filters - 1)
          : List.of();
    }
    return switch (name) {
      case "pwd" -> {
        var here = shell.directory(scope.start, command.directory()).directory();
        yield words.size() == 1 && !here.isEmpty() ? List.of(Word.of(here, NOWHERE)) : List.of();
      }
      case "date" -> words.size() == 2 && isDate(text(words, 1)) ? List.of(NAME) : List.of();
      case "nproc" -> words.size() == 1 ? List.of(NUMBER) : List.of();
      case "whoami", "logname", "arch" -> words.size() == 1 ? List.of(NAME) : List.of();
      case "hostname" ->
          words.size() == 1 || isOption(words, "-s", "-f") ? List.of(NAME) : List.of();
      case "uname" -> isOption(words, "-m", "-s", "-n", "-r") ? List.of(NAME) : List.of();
      case "id" -> isOption(words, "-u", "-g", "-un", "-gn") ? List.of(NAME) : List.of();
      case "wc" -> isOption(words, "-l", "-w", "-c", "-m") ? List.of(NUMBER) : List.of();
      case "realpath" -> List.of(absolute());
      case "readlink" -> isOption(words, "-f", "-e", "-m") ? List.of(absolute()) : List.of();
      case "git" -> git(words);
      case "ls" -> names(words);
      case "basename", "dirname" ->
          words.size() == 2 ? part(name, settled(words, scope, shell)) : List.of();
      default -> List.of();
    };
  }

  private static Word absolute() {
    return new Word(
        List.of(
            new WordPart.Text("/"), new WordPart.Unknown("a path of the disk", List.of(), true)),
        NOWHERE);
  }

  private static String text(List<Word> words, int at) {
    return at < words.size() && words.get(at).isExact() ? words.get(at).text() : "";
  }

  /** True if the first argument is one of these; what follows is operands. */
  private static boolean isOption(List<Word> words, String... options) {
    var given = text(words, 1);
    for (var option : options) {
      if (given.equals(option)) {
        return words.size() == 2 || given.equals("-f") || given.equals("-e") || given.equals("-m");
      }
    }
    return false;
  }

  /** A format of {@code date} that makes a name: no blank, no slash, no dash in front. */
  private static boolean isDate(String format) {
    if (format.length() < 2 || format.charAt(0) != '+' || format.charAt(1) == '-') {
      return false;
    }
    for (var i = 1; i < format.length(); i++) {
      var c = format.charAt(i);
      if (c == '%') {
        i++;
        while (i < format.length() && "-0^#_E".indexOf(format.charAt(i)) >= 0) {
          i++;
        }
        if (i >= format.length()
            || "YmdHMSsjUVWuwyCGgNFTRaAbBhIpPqZ".indexOf(format.charAt(i)) < 0
            || format.charAt(i - 1) == '_') {
          return false;
        }
      } else if (!Character.isLetterOrDigit(c) && "_.:-+".indexOf(c) < 0) {
        return false;
      }
    }
    return true;
  }

  private static List<Word> git(List<Word> words) {
    switch (text(words, 1)) {
      case "rev-parse" -> {
        var last = text(words, words.size() - 1);
        var plain =
            words.size() == 3
                || (words.size() == 4
                    && (text(words, 2).startsWith("--short") || text(words, 2).equals("--verify")));
        return plain && last.equals("HEAD") ? List.of(NAME) : List.of();
      }
      case "rev-list" -> {
        for (var i = 2; i < words.size(); i++) {
          var option = text(words, i);
          if (option.startsWith("-") && !option.equals("--all") && !option.startsWith("--max-c")) {
            return List.of();
          }
        }
        return List.of(NAME);
      }
      case "ls-files" -> {
        for (var i = 2; i < words.size(); i++) {
          var option = text(words, i);
          if (option.equals("--")) {
            break;
          }
          if (option.isEmpty() || (option.startsWith("-") && !isListing(option))) {
            return List.of();
          }
        }
        return List.of(BELOW);
      }
      default -> {
        return List.of();
      }
    }
  }

  private static boolean isListing(String option) {
    return switch (option) {
      case "-z", "-m", "-o", "-c", "-d", "--modified", "--others", "--cached", "--deleted" -> true;
      case "--exclude-standard" -> true;
      default -> false;
    };
  }

  /** What {@code ls} writes: names, or an operand that is a file. */
  private static List<Word> names(List<Word> words) {
    var lines = new ArrayList<Word>(2);
    lines.add(NAME);
    for (var i = 1; i < words.size(); i++) {
      var word = words.get(i);
      var given = word.knownPrefix();
      if (given.startsWith("-")) {
        for (var at = 1; at < given.length(); at++) {
          if ("1trSUvXcu".indexOf(given.charAt(at)) < 0) {
            return List.of();
          }
        }
      } else if (word.hasUnknown() || lines.size() == MAX_LINES) {
        return List.of();
      } else {
        lines.add(word);
      }
    }
    return List.copyOf(lines);
  }

  /** True for programs that choose among the lines they read, or order them. */
  private static boolean passesOn(String name, List<Word> words) {
    return switch (name) {
      case "grep", "egrep", "fgrep" -> operands(words, "viEFPwxsGayz", "e", "m") <= 1;
      case "sort" -> operands(words, "rnfudbVhgMRisz", "kt", "") == 0;
      case "uniq" -> operands(words, "iuzd", "", "") == 0;
      case "head", "tail" -> operands(words, "qz0123456789", "n", "") == 0;
      case "tac", "cat" -> words.size() == 1;
      case "shuf" -> operands(words, "z", "n", "") == 0;
      case "tee" -> operands(words, "a", "", "") >= 0;
      case "tr" ->
          words.size() == 3 && text(words, 1).equals("\\n") && text(words, 2).equals("\\0");
      default -> false;
    };
  }

  /**
   * How many operands there are; a large number if there are options other than these.
   *
   * @param flags letters of options without a value
   * @param values letters of options with one
   * @param numbers letters of options with a value that may not be an operand of the program
   */
  private static int operands(List<Word> words, String flags, String values, String numbers) {
    var operands = 0;
    var given = 0;
    for (var i = 1; i < words.size(); i++) {
      var word = words.get(i);
      var text = word.knownPrefix();
      if (text.length() < 2 || text.charAt(0) != '-') {
        operands++;
        continue;
      }
      for (var at = 1; at < text.length(); at++) {
        var c = text.charAt(at);
        if (values.indexOf(c) >= 0 || numbers.indexOf(c) >= 0) {
          i += at == text.length() - 1 && word.isExact() ? 1 : 0;
          given += c == 'e' ? 1 : 0;
          break;
        }
        if (flags.indexOf(c) < 0) {
          return 99;
        }
      }
    }
    return operands + given;
  }

  /** The last name of a path, or all before it. */
  private static List<Word> part(String program, List<List<Word>> commands) {
    var lines = new ArrayList<Word>(commands.size());
    for (var words : commands) {
      var path = words.get(1);
      var slash = lastSlash(path);
      if (path.isExact() || slash == null) {
        return List.of();
      }
      lines.add(program.equals("basename") ? slash.after : slash.before);
    }
    return List.copyOf(lines);
  }

  private record Cut(Word before, Word after) {}

  /** The pattern cut at its last slash; null if it is not known where that is. */
  private static @Nullable Cut lastSlash(Word path) {
    var parts = path.parts();
    for (var i = parts.size() - 1; i >= 0; i--) {
      var part = parts.get(i);
      if (part instanceof WordPart.Glob glob && glob.pattern().contains("**")) {
        // A pattern of find's: any directories, then perhaps a name.
        var name = glob.pattern().substring(glob.pattern().lastIndexOf("**") + 2);
        if (!name.isEmpty() && name.charAt(0) != '/') {
          return null;
        }
        var after = new ArrayList<WordPart>();
        after.add(new WordPart.Glob(name.length() > 1 ? name.substring(1) : "*"));
        after.addAll(parts.subList(i + 1, parts.size()));
        var before = new ArrayList<>(parts.subList(0, i));
        before.add(new WordPart.Glob("**"));
        return new Cut(new Word(before, path.span()), new Word(after, path.span()));
      }
      if (part instanceof WordPart.Text text && text.text().indexOf('/') >= 0) {
        var at = text.text().lastIndexOf('/');
        var after = new ArrayList<WordPart>();
        if (at + 1 < text.text().length()) {
          after.add(new WordPart.Text(text.text().substring(at + 1)));
        }
        after.addAll(parts.subList(i + 1, parts.size()));
        var before = new ArrayList<>(parts.subList(0, i));
        before.add(new WordPart.Text(text.text().substring(0, Math.max(at, 1))));
        return new Cut(new Word(before, path.span()), new Word(after, path.span()));
      }
      if (part instanceof WordPart.Unknown) {
        return null;
      }
    }
    return new Cut(Word.of(".", path.span()), path);
  }

  /**
   * The words of a command with what is known in place of what is not; several lists if a word may
   * be one of several things. The program's own name stays as it is.
   */
  static List<List<Word>> settled(List<Word> words, Scope scope, ShellEffects shell) {
    var most = 1;
    List<List<Word>> choices = null;
    for (var i = 1; i < words.size(); i++) {
      var word = words.get(i);
      if (word.isExact() || !word.hasUnknown()) {
        continue;
      }
      var known = settled(word, scope, shell);
      if (known.size() == 1 && known.get(0).equals(word)) {
        continue;
      }
      if (choices == null) {
        choices = new ArrayList<>(words.size());
        for (var one : words) {
          choices.add(List.of(one));
        }
      }
      choices.set(i, known);
      most = Math.max(most, known.size());
    }
    if (choices == null) {
      return List.of(words);
    }
    var commands = new ArrayList<List<Word>>(most);
    for (var n = 0; n < most; n++) {
      var command = new ArrayList<Word>(words.size());
      for (var choice : choices) {
        command.add(choice.get(Math.min(n, choice.size() - 1)));
      }
      commands.add(command);
    }
    return List.copyOf(commands);
  }

  /** What a word may be: itself if no more is known. */
  static List<Word> settled(Word word, Scope scope, ShellEffects shell) {
    var known = List.of(new Word(List.of(), word.span()));
    var changed = false;
    for (var part : word.parts()) {
      var choices = List.of(new Word(List.of(part), word.span()));
      if (part instanceof WordPart.Unknown unknown) {
        var lines = known(unknown, scope, shell);
        changed |= !lines.isEmpty();
        choices = lines.isEmpty() ? choices : lines;
      }
      if (known.size() * choices.size() > MAX_LINES) {
        return List.of(word);
      }
      var longer = new ArrayList<Word>(known.size() * choices.size());
      for (var before : known) {
        for (var choice : choices) {
          longer.add(joined(before, choice));
        }
      }
      known = longer;
    }
    return changed ? List.copyOf(known) : List.of(word);
  }

  private static Word joined(Word before, Word after) {
    if (before.parts().isEmpty()) {
      return new Word(after.parts(), before.span());
    }
    var parts = new ArrayList<>(before.parts());
    for (var part : after.parts()) {
      var last = parts.get(parts.size() - 1);
      if (part instanceof WordPart.Text more && last instanceof WordPart.Text text) {
        parts.set(parts.size() - 1, new WordPart.Text(text.text() + more.text()));
      } else {
        parts.add(part);
      }
    }
    return new Word(parts, before.span());
  }

  private static List<Word> known(WordPart.Unknown unknown, Scope scope, ShellEffects shell) {
    if (unknown.whole() && unknown.sources().size() == 1) {
      return lines(scope, unknown.sources().get(0), shell);
    }
    if (unknown.why().startsWith("the directory of `")) {
      return List.of(absolute());
    }
    return switch (unknown.why()) {
      case "`$PWD` is not set here" ->
          scope.start.directory().isEmpty() || !scope.stays()
              ? List.of()
              : List.of(Word.of(scope.start.directory(), NOWHERE));
      case "`$$` is not known",
          "`$#` is not known",
          "`$?` is not known",
          "`$RANDOM` is not set here",
          "`$UID` is not set here",
          "`$EUID` is not set here",
          "`$PPID` is not set here",
          "`$SECONDS` is not set here",
          "`$LINENO` is not set here",
          "`$EPOCHSECONDS` is not set here" ->
          List.of(NUMBER);
      default -> List.of();
    };
  }
}
