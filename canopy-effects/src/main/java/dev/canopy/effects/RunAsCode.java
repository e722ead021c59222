package dev.canopy.effects;

import dev.canopy.shell.Input;
import dev.canopy.shell.Word;
import dev.canopy.shell.WordPart;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Data that is run as code: scripts, standard input, the output of other programs. Where the answer
 * depends on what other commands put out it is given by {@link #settle}, after all were looked at.
 */
final class RunAsCode {
  private final ShellEffects shell;
  private List<Pending> pending = List.of();

  RunAsCode(ShellEffects shell) {
    this.shell = shell;
  }

  /** Scripts that are run, to be held against the files that the action writes. */
  private List<Script> scripts = List.of();

  private record Script(String path, String interpreter, Invocation by, Origin origin) {}

  /** The output of some commands is run by an interpreter. */
  private record Pending(
      Scope scope, List<Integer> sources, String interpreter, Invocation by, Origin origin) {}

  /** The standard input of a program is run as code. */
  void input(String language, String interpreter, Invocation by) {
    var scope = by.scope();
    for (var redirection : scope.command(by.command()).redirections()) {
      // An interactive shell whose output goes to a connection takes its input from there.
      if (redirection.target().knownPrefix().startsWith("/dev/tcp/")) {
        script(redirection.target(), interpreter, by);
        return;
      }
    }
    var input = scope.input(by.command());
    if (input instanceof Input.Inherited && language.equals("shell")) {
      shell.sink.unresolved(
          "`" + interpreter + "` takes its commands from whatever its standard input is",
          by.origin());
    } else if (input instanceof Input.Known known) {
      if (language.equals("shell")) {
        decoded(interpreter, by);
      }
      code(language, Word.of(known.text(), by.program().span()), interpreter, List.of(), by);
    } else if (input instanceof Input.Partial partial) {
      code(language, partial.text(), interpreter, List.of(), by);
    } else if (input instanceof Input.File file) {
      script(file.path(), interpreter, by);
    } else if (input instanceof Input.Piped piped) {
      pend(
          new Pending(
              scope.inputScope(by.command()), piped.sources(), interpreter, by, by.origin()));
    }
  }

  /** Code in a word, or read from a word's text. */
  void code(String language, Word text, String interpreter, List<Word> arguments, Invocation by) {
    if (language.equals("shell")) {
      shell.text(text, arguments, by, with(by.via(), interpreter));
    } else if (text.isExact()) {
      InlineCode.analyze(
          language,
          text.text(),
          new InlineCode.Place(
              shell, by, text.span(), by.at(text.span()), with(by.via(), interpreter)));
    } else {
      unknownText(text, by, interpreter);
    }
  }

  /**
   * Text that was hidden in base64 or the like before a shell runs it. What it does is read; that
   * it was hidden from whoever looks at the command is another matter.
   */
  private void decoded(String interpreter, Invocation by) {
    var scope = by.scope();
    for (var i = 0; i < by.command() && i < scope.reading.commands().size(); i++) {
      if (scope.produced(i).decoded) {
        shell.sink.add(
            new Effect.RunsRemoteCode(
                interpreter,
                Operand.unknown("output of " + scope.command(i).words().get(0).text()),
                by.origin()));
        return;
      }
    }
  }

  /** Code of which some or all is not known. */
  void unknownText(Word text, Invocation by, String interpreter) {
    var sources = sources(text);
    if (sources.isEmpty()) {
      shell.sink.unresolved(
          "`" + interpreter + "` runs code that is not known: " + why(text), by.at(text.span()));
    } else {
      pend(new Pending(by.scope(), sources, interpreter, by, by.at(text.span())));
    }
  }

  /** A program whose name is not known. */
  void unknownProgram(Invocation by) {
    var word = by.program();
    var sources = sources(word);
    if (!sources.isEmpty()) {
      pend(new Pending(by.scope(), sources, "shell", by, by.origin()));
      return;
    }
    shell.sink.unresolved(
        word.hasUnknown()
            ? "which program this runs is not known: " + why(word)
            : "which program `" + word.text() + "` finds is not known",
        by.origin());
  }

  /** A file that is run as code. */
  void script(Word path, String interpreter, Invocation by) {
    var text = path.isExact() ? path.text() : "";
    if (text.equals("-") || text.equals("/dev/stdin") || text.equals("/dev/fd/0")) {
      input(Languages.of(interpreter), interpreter, by);
      return;
    }
    if (text.equals("/dev/null") || (isDirectory(text) && !RUN_DIRECTORIES.contains(interpreter))) {
      return; // nothing to run, or refused
    }
    var origin = by.at(path.span());
    if (path.knownPrefix().startsWith("/dev/tcp/") || path.knownPrefix().startsWith("/dev/udp/")) {
      shell.sink.add(new Effect.RunsRemoteCode(interpreter, Words.operand(path), origin));
      return;
    }
    var sources = sources(path);
    if (!sources.isEmpty()) {
      pend(new Pending(by.scope(), sources, interpreter, by, origin));
      return;
    }
    if (isFetched(path.knownPrefix(), interpreter)) {
      shell.sink.add(new Effect.RunsRemoteCode(interpreter, Words.operand(path), origin));
      return;
    }
    shell.files.reads(path, by.here(), origin);
    attackTool(path, interpreter, origin);
    var operand = Paths.of(path, by.here()).path();
    if (operand.isExact()) {
      if (scripts.isEmpty()) {
        scripts = new ArrayList<>(2);
      }
      scripts.add(new Script(operand.text(), interpreter, by, origin));
    }
    if (shell.isStaged(operand)) {
      shell.sink.add(new Effect.RunsRemoteCode(interpreter, operand, origin));
    } else if (!isProjects(operand)) {
      shell.sink.unresolved(
          operand.certainty() == Certainty.UNKNOWN
              ? "which script this runs is not known: " + why(path)
              : "runs `" + path.text() + "`, whose content is not known",
          origin);
    }
  }

  /** Interpreters that run what a directory holds: {@code __main__.py}, {@code index.js}. */
  private static final List<String> RUN_DIRECTORIES =
      List.of(
          "python", "python2", "python3", "pypy", "pypy3", "node", "nodejs", "deno", "bun", "go");

  private static boolean isDirectory(String path) {
    return path.endsWith("/") || path.equals(".") || path.equals("..") || path.endsWith("/..");
  }

  /** A script that bears the name of an attack tool is that tool: {@code python lazagne.py}. */
  private void attackTool(Word path, String interpreter, Origin origin) {
    var text = path.knownPrefix();
    var name = text.substring(text.lastIndexOf('/') + 1);
    if (name.equals(interpreter)) {
      return; // started by its path, and looked up by its name
    }
    var dot = name.indexOf('.');
    var model = shell.models.find(Paths.fold(dot < 0 ? name : name.substring(0, dot)));
    if (model != null) {
      for (var act : model.does()) {
        if (act.kind == Act.Kind.UNRESOLVED && act.text(0).equals("an attack tool")) {
          shell.sink.unresolved("`" + name + "` is the name of an attack tool", origin);
        }
      }
    }
  }

  /** True if an interpreter fetches this script itself: an address, {@code go run module@v1}. */
  private static boolean isFetched(String path, String interpreter) {
    return (path.indexOf("://") > 0 && !path.startsWith("file:"))
        || (interpreter.equals("go") && path.indexOf('@') > 0);
  }

  /** True if a path lies in the working directory that the agent was given. */
  boolean isProjects(Operand path) {
    if (path.certainty() == Certainty.UNKNOWN) {
      return false;
    }
    var text = path.text();
    var directory = shell.start.directory();
    if (!FileEffects.isAbsolute(text)) {
      return directory.isEmpty() && !text.startsWith("..");
    }
    return directory.length() > 1
        && text.length() > directory.length()
        && text.startsWith(directory)
        && (text.charAt(directory.length()) == '/' || directory.endsWith("/"));
  }

  /** True if a command puts out fetched or decoded data, as far as is known by now. */
  boolean isForeign(Scope scope, int command) {
    var produced = scope.produced(command);
    if (produced.fetched || produced.decoded) {
      return true;
    }
    if (produced.setup || !produced.filter) {
      return false;
    }
    var origins = new Origins();
    collect(scope, command, origins, new HashSet<>());
    return origins.foreign;
  }

  /** Answers what had to wait for the output of other commands. */
  void settle() {
    // Reading one text may ask for more.
    var script = 0;
    for (var i = 0; i < pending.size() || script < scripts.size(); ) {
      if (i + script > ShellEffects.MAX_PROGRAMS) {
        shell.sink.unresolved("too much that is run as code", Action.WHOLE);
        break;
      }
      if (i < pending.size()) {
        settle(pending.get(i++));
      } else {
        settle(scripts.get(script++));
      }
    }
    pending = List.of();
    scripts = List.of();
  }

  /** A script that the action writes itself is read, or said to be unknown. */
  private void settle(Script script) {
    if (!shell.written.has(script.path)
        || shell.isStaged(Operand.exact(script.path))
        || !Languages.of(script.interpreter).equals("shell")) {
      return;
    }
    var text = shell.written.textOf(script.path);
    var interpreter = script.interpreter;
    if (text != null && text.startsWith("#!")) {
      var end = text.indexOf('\n');
      var line = text.substring(2, end < 0 ? text.length() : end).strip();
      interpreter = line.substring(Math.max(line.lastIndexOf('/'), line.lastIndexOf(' ')) + 1);
      if (!Languages.of(interpreter).equals("shell")) {
        return;
      }
    }
    if (text == null) {
      shell.sink.unresolved(
          "runs `" + script.path + "`, which this action writes before", script.origin);
    } else {
      code("shell", Word.of(text, script.by.program().span()), interpreter, List.of(), script.by);
    }
  }

  private void pend(Pending asked) {
    if (pending.isEmpty()) {
      pending = new ArrayList<>(2);
    }
    pending.add(asked);
  }

  /** Where some code comes from. */
  private static final class Origins {
    boolean foreign;
    boolean setup;
    Operand from = Operand.unknown("");
    String unknown = "";
    final List<Source> files = new ArrayList<>(0);
  }

  private record Source(Word path, Surroundings here) {}

  private void settle(Pending asked) {
    var origins = new Origins();
    var seen = new HashSet<Seen>();
    for (var source : asked.sources) {
      collect(asked.scope, source, origins, seen);
    }
    if (origins.foreign) {
      shell.sink.add(new Effect.RunsRemoteCode(asked.interpreter, origins.from, asked.origin));
    }
    for (var file : origins.files) {
      scriptFrom(file, asked);
    }
    if (!origins.unknown.isEmpty()) {
      shell.sink.unresolved(
          "`" + asked.interpreter + "` runs the output of `" + origins.unknown + "`", asked.origin);
    } else if (!origins.foreign && origins.files.isEmpty() && !origins.setup) {
      shell.sink.unresolved(
          "`" + asked.interpreter + "` runs code that is not known", asked.origin);
    }
  }

  private void scriptFrom(Source file, Pending asked) {
    var by = asked.by;
    script(
        file.path,
        asked.interpreter,
        new Invocation(
            by.scope(), by.command(), by.words(), by.from(), by.via(), file.here, by.depth()));
  }

  /** A command that was looked at. */
  private record Seen(Scope scope, int command) {}

  private void collect(Scope scope, int index, Origins origins, Set<Seen> seen) {
    if (index < 0
        || index >= scope.reading.commands().size()
        || !seen.add(new Seen(scope, index))) {
      return;
    }
    var produced = scope.produced(index);
    var command = scope.command(index);
    var from = produced.from;
    if (produced.fetched || produced.decoded) {
      origins.foreign = true;
      if (from != null) {
        origins.from = from;
      } else if (origins.from.given().isEmpty()) {
        origins.from = Operand.unknown("output of " + command.words().get(0).text());
      }
      return;
    }
    if (produced.setup) {
      origins.setup = true;
      return;
    }
    if (!produced.filter) {
      origins.unknown = command.words().get(0).text();
      return;
    }
    if (!produced.files().isEmpty()) {
      var here = shell.directory(scope.start, command.directory());
      for (var file : produced.files()) {
        origins.files.add(new Source(file, here));
      }
      return;
    }
    var input = scope.input(index);
    var inputScope = scope.inputScope(index);
    if (input instanceof Input.Piped piped) {
      for (var source : piped.sources()) {
        collect(inputScope, source, origins, seen);
      }
    } else if (input instanceof Input.File file) {
      origins.files.add(new Source(file.path(), shell.directory(scope.start, command.directory())));
    } else {
      origins.unknown = command.words().get(0).text();
    }
  }

  /** The commands whose output is in a word. */
  static List<Integer> sources(Word word) {
    var sources = List.<Integer>of();
    for (var part : word.parts()) {
      if (part instanceof WordPart.Unknown unknown && !unknown.sources().isEmpty()) {
        if (sources.isEmpty()) {
          sources = unknown.sources();
        } else {
          var all = new ArrayList<>(sources);
          all.addAll(unknown.sources());
          sources = all;
        }
      }
    }
    return sources;
  }

  private static String why(Word word) {
    for (var part : word.parts()) {
      if (part instanceof WordPart.Unknown unknown) {
        return unknown.why();
      }
    }
    return "`" + word.text() + "` is a pattern";
  }

  /** The list with one more program that something was reached through. */
  static List<String> with(List<String> via, String program) {
    if (via.isEmpty()) {
      return List.of(program);
    }
    var longer = new ArrayList<String>(via.size() + 1);
    longer.addAll(via);
    longer.add(program);
    return longer;
  }
}
