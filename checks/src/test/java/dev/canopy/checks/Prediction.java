package dev.canopy.checks;

import dev.canopy.effects.ActionType;
import dev.canopy.effects.Analysis;
import dev.canopy.effects.Effect;
import dev.canopy.effects.EffectAnalyzer;
import dev.canopy.effects.FileFacts;
import dev.canopy.effects.Operand;
import dev.canopy.effects.Surroundings;
import dev.canopy.json.JsonString;
import dev.canopy.shell.Command;
import dev.canopy.shell.Shell;
import dev.canopy.shell.ShellDialect;
import dev.canopy.shell.ShellReading;
import dev.canopy.shell.ShellWorld;
import dev.canopy.shell.Word;
import dev.canopy.shell.WordPart;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What we say a text would do, to be held against what it did. */
final class Prediction {
  static final String HOME = "/w";

  private static final ActionType TYPE = ActionType.of(ActionType.EXECUTE_SHELL);
  private static final EffectAnalyzer ANALYZER = EffectAnalyzer.standard();
  private static final Surroundings HERE = new Surroundings(HOME, HOME, FileFacts.NONE);

  private static final List<String> BASHISMS =
      List.of(
          "{",
          "$'",
          "$\"",
          "$[",
          "+=",
          "~+",
          "let",
          "declare",
          "typeset",
          "hash",
          "<<<",
          "&>",
          ">&",
          "((",
          "[[",
          "|&",
          "local",
          "source",
          "function",
          "<(",
          ">(",
          "coproc",
          "pushd",
          "mapfile",
          "shopt",
          "=(",
          "]=",
          "time",
          ";&",
          ";;&",
          "printf",
          "readonly",
          "export",
          "builtin",
          "echo");

  final ShellReading reading;
  final Analysis analysis;

  /** True if something is said to be unknown: then anything may happen. */
  final boolean unresolved;

  /** As sh reads it, for a shell that knows less than bash. */
  private final ShellReading asSh;

  /** True if a redirection may stand alone. */
  private final boolean redirectsAlone;

  /** True if dash reads it otherwise than bash: then only which programs run is compared. */
  private final boolean hasBashisms;

  private final List<Effect.Runs> runs = new ArrayList<>();
  private final List<Pattern> changes = new ArrayList<>();

  Prediction(String text) {
    reading = read(text, ShellDialect.ANY);
    hasBashisms = BASHISMS.stream().anyMatch(text::contains);
    asSh = read(text, ShellDialect.SH);
    redirectsAlone = text.indexOf('<') >= 0 || text.indexOf('>') >= 0;
    analysis = ANALYZER.analyze(TYPE, new JsonString(text), HERE);
    var unknown = !reading.gaps().isEmpty() || analysis.malformed() != null;
    for (var effect : analysis.effects()) {
      if (effect instanceof Effect.Unresolved || effect instanceof Effect.RunsRemoteCode) {
        unknown = true;
      } else if (effect instanceof Effect.Runs r) {
        runs.add(r);
      } else if (effect instanceof Effect.Writes w) {
        changes.add(new Pattern(w.path(), w.recursive()));
      } else if (effect instanceof Effect.Deletes d) {
        changes.add(new Pattern(d.path(), d.recursive()));
      }
    }
    unresolved = unknown;
  }

  private static ShellReading read(String text, ShellDialect dialect) {
    return Shell.read(text, new ShellWorld(dialect, Map.of("HOME", HOME), List.of()));
  }

  private record Pattern(Operand path, boolean recursive) {
    boolean covers(String file) {
      return switch (path.certainty()) {
        // A file that is written may need its folders made first.
        case EXACT ->
            file.equals(path.text())
                // The home of a user that does not exist is a file of that name.
                || (path.text().startsWith("~") && file.equals(HOME + "/" + path.text()))
                || under(path.text(), file)
                || isIn(file, path.text())
                || (recursive && under(file, path.text()));
        case PATTERN -> file.startsWith(fixedStart(path.text()));
        case UNKNOWN -> file.startsWith(path.text());
      };
    }

    /** What is moved to a folder has its own name there. */
    private static boolean isIn(String file, String folder) {
      return under(file, folder) && file.indexOf('/', folder.length() + 1) < 0;
    }

    private static boolean under(String file, String folder) {
      return file.startsWith(folder.endsWith("/") ? folder : folder + "/");
    }
  }

  /** The text of a glob before its first sign. */
  private static String fixedStart(String glob) {
    for (var i = 0; i < glob.length(); i++) {
      if ("*?[+@!({\\".indexOf(glob.charAt(i)) >= 0) {
        return glob.substring(0, i);
      }
    }
    return glob;
  }

  /**
   * Programs that start others: what those are is for the effects to say, not for the shell reader.
   */
  private static final Set<String> STARTERS =
      Set.of(
          "sh",
          "bash",
          "dash",
          "zsh",
          "env",
          "xargs",
          "find",
          "timeout",
          "nice",
          "nohup",
          "setsid",
          "sudo",
          "doas",
          "awk",
          "sed",
          "parallel",
          "exec",
          "command",
          "builtin",
          "trap");

  /**
   * True if all programs were started by the shell itself, and it said that it knew all of them.
   */
  boolean isUpToTheShell(Observation seen) {
    if (!reading.gaps().isEmpty()) {
      return false;
    }
    for (var command : reading.commands()) {
      var program = base(command.words().get(0).text());
      if (STARTERS.contains(program) || program.equals(".") || program.equals("source")) {
        return false;
      }
    }
    return seen.runs().stream().noneMatch(r -> STARTERS.contains(r.program()));
  }

  /** What happened that was neither predicted nor said to be unknown; null if nothing. */
  @Nullable String missed(Observation seen) {
    if (unresolved) {
      if (isUpToTheShell(seen)) {
        for (var run : seen.runs()) {
          if (!isPartOfAnother(run, seen.shell()) && !covers(run, seen.shell())) {
            return seen.shell() + " ran " + run;
          }
        }
      }
      return null;
    }
    for (var run : seen.runs()) {
      if (!isPartOfAnother(run, seen.shell()) && !covers(run, seen.shell())) {
        return seen.shell() + " ran " + run;
      }
    }
    for (var file : seen.files()) {
      if (sources() && seen.shell().equals("dash")) {
        // What is sourced is the project's own; here it is a program, which dash reads as a text.
        break;
      }
      if (!(seen.shell().equals("dash") && hasBashisms)
          && changes.stream().noneMatch(c -> c.covers(file))) {
        return seen.shell() + " changed " + file;
      }
    }
    return null;
  }

  /** True if nothing was said that did not happen, and all of it to the letter. */
  boolean isExact(Observation seen) {
    return !unresolved
        && analysis.effects().stream()
            .filter(e -> e instanceof Effect.Runs)
            .map(e -> (Effect.Runs) e)
            .allMatch(
                r ->
                    isBuiltin(r.program().text())
                        || seen.runs().stream()
                            .anyMatch(
                                run ->
                                    base(r.program().text()).equals(run.program())
                                        && matches(r, run.arguments(), true)));
  }

  private static boolean isBuiltin(String name) {
    return BUILTINS.contains(name);
  }

  private static final List<String> BUILTINS =
      List.of(
          ":",
          ".",
          "source",
          "eval",
          "exec",
          "cd",
          "pushd",
          "popd",
          "set",
          "shift",
          "export",
          "readonly",
          "local",
          "declare",
          "typeset",
          "unset",
          "read",
          "mapfile",
          "readarray",
          "trap",
          "alias",
          "unalias",
          "echo",
          "printf",
          "test",
          "[",
          "[[",
          "true",
          "false",
          "return",
          "break",
          "continue",
          "exit",
          "wait",
          "let",
          "shopt",
          "command",
          "builtin",
          "type",
          "hash",
          "getopts",
          "times",
          "umask",
          "ulimit",
          "jobs",
          "fg",
          "bg",
          "disown",
          "pwd",
          "dirs",
          "enable");

  /** The shells that awk and sed start for what they are told to run, and the echo of xargs. */
  private boolean isPartOfAnother(Observation.Run run, String shell) {
    return switch (run.program()) {
      case "sh" ->
          (run.arguments().size() == 2
                  && run.arguments().get(0).equals("-c")
                  && (says("awk") || says("sed")))
              // How dash starts a script that does not say by what.
              || (!run.arguments().isEmpty() && says(base(run.arguments().get(0))));
      case "echo" -> says("xargs");
      // NULLCMD of zsh: what it runs where nothing but a redirection stands.
      case "cat", "more" -> run.arguments().isEmpty() && shell.equals("zsh") && redirectsAlone;
      default -> false;
    };
  }

  private boolean sources() {
    return says(".") || says("source");
  }

  private boolean says(String program) {
    return runs.stream().anyMatch(r -> base(r.program().text()).equals(program));
  }

  private boolean covers(Observation.Run run, String shell) {
    if (shell.equals("dash") && (covers(asSh, run) || (hasBashisms && says(run.program())))) {
      return true;
    }
    if (covers(reading, run)) {
      return true;
    }
    if (shell.equals("zsh") && coversUnsplit(run)) {
      return true;
    }
    for (var r : runs) {
      // Those without a way are the commands of the text itself, which were looked at above.
      if (!r.via().isEmpty()
          && base(r.program().text()).equals(run.program())
          && (matches(r, run.arguments(), false) || isOnFoundFiles(r, run))) {
        return true;
      }
    }
    return false;
  }

  /** Of `find` the place where it starts stands for all that it finds there. */
  private static boolean isOnFoundFiles(Effect.Runs said, Observation.Run run) {
    if (!said.via().contains("find") && !said.via().contains("xargs")) {
      return false;
    }
    for (var argument : run.arguments()) {
      if (said.arguments().stream()
          .noneMatch(
              a ->
                  argument.equals(a.text())
                      || argument.startsWith(a.text() + "/")
                      || (a.text().startsWith(".") && argument.startsWith("./")))) {
        return false;
      }
    }
    // xargs runs its command without more words where it gets none.
    return !run.arguments().isEmpty() || said.via().contains("xargs");
  }

  private static boolean covers(ShellReading reading, Observation.Run run) {
    for (var command : reading.commands()) {
      if (covers(command, run)) {
        return true;
      }
    }
    return false;
  }

  /** An option that zsh makes of several words, as it does not split values: none that is known. */
  private boolean coversUnsplit(Observation.Run run) {
    var split = new ArrayList<String>();
    for (var argument : run.arguments()) {
      if (argument.startsWith("-")) {
        split.addAll(List.of(argument.strip().split("[ \t\n]+", -1)));
      } else {
        split.add(argument);
      }
    }
    return split.size() > run.arguments().size()
        && covers(reading, new Observation.Run(run.program(), run.directory(), split));
  }

  private static boolean covers(Command command, Observation.Run run) {
    var words = command.words();
    var program = words.get(0);
    if (program.isExact() && !base(program.text()).equals(run.program())) {
      return false;
    }
    return inDirectory(command.directory(), run.directory())
        && (program.isExact() ? matches(words, 1, run.arguments(), 0) : true);
  }

  private static boolean inDirectory(Word said, String was) {
    if (!said.isExact()) {
      return true;
    }
    var text = said.text();
    var path = text.startsWith("/") ? text : HOME + "/" + text;
    var parts = new ArrayList<String>();
    for (var part : path.split("/", -1)) {
      if (part.equals("..") && !parts.isEmpty()) {
        parts.remove(parts.size() - 1);
      } else if (!part.isEmpty() && !part.equals(".") && !part.equals("..")) {
        parts.add(part);
      }
    }
    return was.equals("/" + String.join("/", parts));
  }

  private static boolean matches(List<Word> words, int at, List<String> arguments, int from) {
    if (at == words.size()) {
      return from == arguments.size();
    }
    var word = words.get(at);
    if (word.isExact()) {
      return from < arguments.size()
          && same(word.text(), arguments.get(from))
          && matches(words, at + 1, arguments, from + 1);
    }
    if (isOneWord(word)) {
      return from < arguments.size()
          && arguments.get(from).startsWith(word.knownPrefix())
          && matches(words, at + 1, arguments, from + 1);
    }
    for (var end = from; end <= arguments.size(); end++) {
      if (matches(words, at + 1, arguments, end)) {
        return true;
      }
    }
    return false;
  }

  /** A {@code ~} stands for the home directory, and only bash knows one in the middle. */
  private static boolean same(String said, String was) {
    return said.equals(was)
        || ((said.indexOf('~') >= 0 || was.indexOf('~') >= 0) && atHome(said).equals(atHome(was)));
  }

  private static String atHome(String text) {
    var all = text.replace("=~", "=" + HOME);
    return all.equals("~") || all.startsWith("~/") ? HOME + all.substring(1) : all;
  }

  private static boolean isOneWord(Word word) {
    for (var part : word.parts()) {
      if (part instanceof WordPart.Glob
          || (part instanceof WordPart.Unknown unknown && unknown.splits())) {
        return false;
      }
    }
    return true;
  }

  private static boolean matches(Effect.Runs said, List<String> arguments, boolean exactly) {
    return matches(said.arguments(), 0, arguments, 0, exactly);
  }

  private static boolean matches(
      List<Operand> said, int at, List<String> arguments, int from, boolean exactly) {
    if (at == said.size()) {
      return from == arguments.size();
    }
    var one = said.get(at);
    if (one.isExact()) {
      return from < arguments.size()
          && same(one.text(), arguments.get(from))
          && matches(said, at + 1, arguments, from + 1, exactly);
    }
    if (exactly) {
      return false;
    }
    for (var end = from; end <= arguments.size(); end++) {
      if (matches(said, at + 1, arguments, end, false)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public String toString() {
    var text = new StringBuilder();
    reading.commands().forEach(c -> text.append("  command ").append(c.words()).append('\n'));
    reading.gaps().forEach(g -> text.append("  gap ").append(g.reason()).append('\n'));
    analysis.effects().forEach(e -> text.append("  ").append(e).append('\n'));
    return text.toString();
  }

  private static String base(String program) {
    return program.substring(program.lastIndexOf('/') + 1);
  }
}
